import { randomInt } from 'node:crypto';

/** Read from one screen and typed at another: no letters that look like others. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** 80 random bits for people to type: `7QFA-M3XK-VD2P-9HRE`. */
export const typedSecret = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
  ).join('-');
