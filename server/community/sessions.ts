import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { AppError } from '../../common/errors.ts';
import type { MemberId, SessionToken } from '../../common/ids.ts';
import type { Database } from '../store/Database.ts';
import {
  addMember,
  makeOwner,
  removeSessions,
  resumeSession,
  type Beginning,
  type Ownership,
  type StoredMember,
} from '../store/members.ts';
import { addSession, nameDevice } from '../store/sessions.ts';

const TOKEN_BYTES = 32;
/** A session that nobody used for so long is over. */
const SESSION_IDLE_MS = 90 * 24 * 3_600 * 1_000;
const SESSION_ID_LENGTH = 32;

export interface OpenedSession {
  readonly member: StoredMember;
  readonly token: SessionToken;
  readonly tokenHash: string;
}

/** The token has 256 random bits: a fast hash is enough, there is nothing to guess. */
const hashOf = (token: SessionToken): string => createHash('sha256').update(token).digest('hex');

const makeToken = (): SessionToken =>
  // 43 characters of base64url: a token by construction.
  randomBytes(TOKEN_BYTES).toString('base64url') as SessionToken;

/** What a session is called among its owner's: nothing leads from a hash to its token. */
export const sessionIdOf = (tokenHash: string): string => tokenHash.slice(0, SESSION_ID_LENGTH);

/** Sessions that were used before then are over. */
export const oldestUseMs = (nowMs: number): number => nowMs - SESSION_IDLE_MS;

/** A new member. @throws AppError `invite_invalid` */
export const openSessionOfNew = async (
  database: Database,
  member: Pick<StoredMember, 'name' | 'kind'>,
  ownership: Ownership,
  beginning: Beginning,
): Promise<OpenedSession> => {
  const id = randomUUID() as MemberId; // an id by construction
  const token = makeToken();
  const tokenHash = hashOf(token);
  const stored = await addMember(database, { ...member, id }, ownership, tokenHash, Date.now(), beginning);
  return { member: stored, token, tokenHash };
};

/** Another device of a member. */
export const openSession = async (
  database: Database,
  member: StoredMember,
  device: string | undefined,
): Promise<OpenedSession> => {
  const token = makeToken();
  const tokenHash = hashOf(token);
  const nowMs = Date.now();
  await addSession(database, member.id, { tokenHash, device: device ?? null, createdMs: nowMs, usedMs: nowMs });
  return { member, token, tokenHash };
};

/** @throws AppError `session_expired` */
export const resume = async (database: Database, token: SessionToken, device?: string): Promise<OpenedSession> => {
  const now = Date.now();
  const tokenHash = hashOf(token);
  const member = await resumeSession(database, tokenHash, oldestUseMs(now), now);
  if (member === undefined) {
    throw new AppError('session_expired', 'no such session');
  }
  if (device !== undefined) {
    await nameDevice(database, tokenHash, device);
  }
  return { member, token, tokenHash };
};

/** The same, as the server's owner from now on. */
export const takeOver = async (database: Database, session: OpenedSession): Promise<OpenedSession> => {
  await makeOwner(database, session.member.id);
  return { ...session, member: { ...session.member, owner: true } };
};

/** On every device; answers how many there were. */
export const endSessions = (database: Database, id: MemberId): Promise<number> => removeSessions(database, id);
