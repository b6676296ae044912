import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { AppError } from '../../common/errors.ts';
import type { MemberId, SessionToken } from '../../common/ids.ts';
import type { Database } from '../store/Database.ts';
import {
  addMember,
  makeOwner,
  removeSessions,
  resumeSession,
  type Ownership,
  type StoredMember,
} from '../store/members.ts';

const TOKEN_BYTES = 32;
/** A session that nobody used for so long is over. */
const SESSION_IDLE_MS = 90 * 24 * 3_600 * 1_000;

export interface OpenedSession {
  readonly member: StoredMember;
  readonly token: SessionToken;
}

/** The token has 256 random bits: a fast hash is enough, there is nothing to guess. */
const hashOf = (token: SessionToken): string => createHash('sha256').update(token).digest('hex');

/** A new guest of this name. */
export const openGuestSession = async (
  database: Database,
  name: string,
  ownership: Ownership,
): Promise<OpenedSession> => {
  // A fresh UUID and 43 characters of base64url: ids and tokens by construction.
  const id = randomUUID() as MemberId;
  const token = randomBytes(TOKEN_BYTES).toString('base64url') as SessionToken;
  const member = await addMember(database, { id, name, kind: 'guest' }, ownership, hashOf(token), Date.now());
  return { member, token };
};

/** @throws AppError `session_expired` */
export const resume = async (database: Database, token: SessionToken): Promise<OpenedSession> => {
  const now = Date.now();
  const member = await resumeSession(database, hashOf(token), now - SESSION_IDLE_MS, now);
  if (member === undefined) {
    throw new AppError('session_expired', 'no such session');
  }
  return { member, token };
};

/** The same, as the server's owner from now on. */
export const takeOver = async (database: Database, { member, token }: OpenedSession): Promise<OpenedSession> => {
  await makeOwner(database, member.id);
  return { member: { ...member, owner: true }, token };
};

/** On every device; answers how many there were. */
export const endSessions = (database: Database, id: MemberId): Promise<number> => removeSessions(database, id);
