import { AppError } from '../../common/errors.ts';
import type { RoleId } from '../../common/ids.ts';
import { PROTOCOL_VERSION, type RequestData } from '../../common/signaling.ts';
import type { Accounts } from '../community/Accounts.ts';
import type { Bans } from '../community/Bans.ts';
import type { Members } from '../community/Members.ts';
import type { Roles } from '../community/Roles.ts';
import { openSessionOfNew, resume, takeOver, type OpenedSession } from '../community/sessions.ts';
import type { Database } from '../store/Database.ts';
import { loginOf, type Ownership } from '../store/members.ts';
import type { Connection } from './Connection.ts';
import type { Doorkeeper } from './Doorkeeper.ts';
import type { HostKey } from './HostKey.ts';
import type { Tries } from './Tries.ts';

export interface EntranceParts {
  readonly database: Database;
  readonly members: Members;
  readonly accounts: Accounts;
  readonly tries: Tries;
  readonly door: Doorkeeper;
  readonly bans: Bans;
  readonly roles: Roles;
  /** Of an embedded server, whose owner is the person at the app. */
  readonly hostKey: HostKey | undefined;
}

type As = RequestData<'authenticate'>['as'];
type Of<Kind extends As['kind']> = Extract<As, { kind: Kind }>;

/** What is done with a session, while a guest's name is still claimed. */
type Enter<T> = (session: OpenedSession) => Promise<T>;

/**
 * Whoever says who they are, as a member with a session.
 * @throws AppError for all the reasons there are to stay outside
 */
export const comeIn = async <T>(
  parts: EntranceParts,
  connection: Connection,
  { protocolVersion, as }: RequestData<'authenticate'>,
  enter: Enter<T>,
): Promise<T> => {
  if (protocolVersion !== PROTOCOL_VERSION) {
    throw new AppError('protocol_mismatch', `this server speaks version ${String(PROTOCOL_VERSION)}`);
  }
  const { database, hostKey } = parts;
  const isHost = hostKey?.fits(as.hostKey) ?? false;
  switch (as.kind) {
    case 'session': {
      const session = await resume(database, as.token, as.device);
      return enter(isHost ? await takeOver(database, session) : session);
    }
    case 'account': {
      const session = await signIn(parts, connection, as);
      return enter(isHost ? await takeOver(database, session) : session);
    }
    case 'guest':
      return asGuest(parts, connection, as, isHost, enter);
    case 'register':
      return enter(await register(parts, connection, as, isHost));
  }
};

/** Who has an account was let in before: only whoever was just taken out waits. */
const signIn = async (
  { accounts, tries, door }: EntranceParts,
  connection: Connection,
  { name, password, device }: Of<'account'>,
): Promise<OpenedSession> => {
  door.requireNotShut(connection);
  tries.take(connection.group, loginOf(name));
  return accounts.signIn(name, password, device);
};

const asGuest = async <T>(
  parts: EntranceParts,
  connection: Connection,
  { name, code, invite, device }: Of<'guest'>,
  isHost: boolean,
  enter: Enter<T>,
): Promise<T> => {
  const { database, members, accounts, door, bans } = parts;
  let roleId: RoleId | null = null;
  if (!isHost) {
    await bans.requireWelcome({ address: connection.group });
    if (!accounts.entry.guests) {
      throw new AppError('guests_refused', 'this server is for accounts');
    }
    members.requireFree(name);
    await members.requireUnreserved(name);
    roleId = await accounts.requireInvite(invite);
    door.require(connection, { name, code, invited: invite !== undefined });
  }
  return members.withName(name, async () => {
    const guest = { name, kind: 'guest' } as const;
    const session = await openSessionOfNew(database, guest, ownershipOf(parts, isHost), { device, invite });
    return enter(await granted(parts, session, roleId));
  });
};

const register = async (
  parts: EntranceParts,
  connection: Connection,
  applicant: Of<'register'>,
  isHost: boolean,
): Promise<OpenedSession> => {
  const { accounts, door, tries, members, bans } = parts;
  const { name, code, invite, ownerCode } = applicant;
  let roleId: RoleId | null = null;
  if (!isHost) {
    await bans.requireWelcome({ address: connection.group });
    tries.takeRegistration(connection.group);
    if (ownerCode !== undefined) {
      tries.take(connection.group);
    }
    roleId = await accounts.requireRegistration(applicant);
    await members.requireUnreserved(name);
    door.require(connection, { name, code, invited: invite !== undefined || ownerCode !== undefined });
  }
  return granted(parts, await accounts.register(applicant, ownershipOf(parts, isHost)), roleId);
};

/** The role that an invite gave. */
const granted = async (
  { roles }: EntranceParts,
  session: OpenedSession,
  roleId: RoleId | null,
): Promise<OpenedSession> => {
  if (roleId !== null) {
    await roles.grant(session.member.id, roleId);
  }
  return session;
};

const ownershipOf = ({ hostKey, accounts }: EntranceParts, isHost: boolean): Ownership => {
  if (hostKey !== undefined) {
    return isHost;
  }
  return accounts.entry.owner === 'first' ? 'first' : false;
};
