import { z } from 'zod';
import { displayName } from '../../common/community.ts';
import { sessionToken, type SessionToken } from '../../common/ids.ts';
import { readStored, removeStored, writeStored } from '../platform/storage.ts';

const NAME_KEY = 'yankcord.name';
const tokenKey = (origin: string): string => `yankcord.session.${origin}`;

/** The token by which one server knows this device; each server has its own. */
export function rememberedToken(origin: string): SessionToken | undefined {
  const stored = sessionToken.safeParse(readStored(tokenKey(origin)));
  return stored.success ? stored.data : undefined;
}

export function rememberToken(origin: string, token: SessionToken): void {
  writeStored(tokenKey(origin), token);
}

export function forgetToken(origin: string): void {
  removeStored(tokenKey(origin));
}

/** The name the person gave last, on whatever server. */
export function rememberedName(): string {
  const stored = z.string().pipe(displayName).safeParse(readStored(NAME_KEY));
  return stored.success ? stored.data : '';
}

export function rememberName(name: string): void {
  writeStored(NAME_KEY, name);
}
