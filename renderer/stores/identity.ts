import { z } from 'zod';
import { displayName } from '../../common/community.ts';
import { sessionToken, type SessionToken } from '../../common/ids.ts';
import { readStored, removeStored, writeStored } from '../platform/storage.ts';

const NAME_KEY = 'yankcord.name';
const tokenKey = (place: string): string => `yankcord.session.${place}`;

/** The token by which one server knows this device; each server has its own. */
export function rememberedToken(place: string): SessionToken | undefined {
  const stored = sessionToken.safeParse(readStored(tokenKey(place)));
  return stored.success ? stored.data : undefined;
}

export function rememberToken(place: string, token: SessionToken): void {
  writeStored(tokenKey(place), token);
}

export function forgetToken(place: string): void {
  removeStored(tokenKey(place));
}

/** The name the person gave last, on whatever server. */
export function rememberedName(): string {
  const stored = z.string().pipe(displayName).safeParse(readStored(NAME_KEY));
  return stored.success ? stored.data : '';
}

export function rememberName(name: string): void {
  writeStored(NAME_KEY, name);
}
