import { expect, it } from 'vitest';
import { mentions } from '../../../../../renderer/voice/cues/mentions.ts';

it.each([
  ['hey @Ada, look', 'Ada', true],
  ['@ada', 'Ada', true],
  ['(@Ada)', 'Ada', true],
  ['@Ada Lovelace wrote it', 'Ada Lovelace', true],
  ['@Adam wrote, then @Ada', 'Ada', true],
  ['@Adam', 'Ada', false],
  ['mail@Ada', 'Ada', false],
  ['Ada', 'Ada', false],
  ['@', '', false],
  ['ola @José!', 'José', true],
])('%j calls %j: %s', (text, name, called) => {
  expect(mentions(text, name)).toBe(called);
});
