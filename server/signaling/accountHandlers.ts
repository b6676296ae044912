import type { SESSION_ENDS, accountRequests } from '../../common/accounts.ts';
import type { Accounts } from '../community/Accounts.ts';
import type { Invites } from '../community/Invites.ts';
import { loginOf } from '../store/members.ts';
import type { Connection } from './Connection.ts';
import type { Handlers } from './dispatch.ts';
import type { Tries } from './Tries.ts';

export interface AccountParts {
  readonly accounts: Accounts;
  readonly invites: Invites;
  readonly tries: Tries;
}

/** The connections of these sessions are told why, and end at once, with their calls. */
export const endConnections = (
  connections: Iterable<Connection>,
  hashes: readonly string[],
  reason: (typeof SESSION_ENDS)[number],
): void => {
  const ended = new Set(hashes);
  for (const connection of connections) {
    if (connection.authenticated && ended.has(connection.membership.tokenHash)) {
      connection.tell('sessionEnded', { reason });
      connection.dismiss();
    }
  }
};

export const accountHandlers = (
  { accounts, invites, tries }: AccountParts,
  connections: () => Iterable<Connection>,
): Handlers<keyof typeof accountRequests> => ({
  becomeAccount: async (connection, { password, invite }) => {
    tries.takeRegistration(connection.group);
    return { member: await accounts.become(connection.membership.member, password, invite) };
  },
  changePassword: async (connection, change) => {
    const { member, tokenHash } = connection.membership;
    if (member.kind === 'account') {
      tries.take(connection.group, loginOf(member.name));
    }
    const ended = await accounts.changePassword(member, tokenHash, change);
    endConnections(connections(), ended, 'passwordChanged');
    return { ended: ended.length };
  },
  listSessions: async (connection) => {
    const { member, tokenHash } = connection.membership;
    const live = [...connections()].filter(({ authenticated }) => authenticated);
    const hashes = new Set(live.map(({ membership }) => membership.tokenHash));
    return { sessions: await accounts.sessionsOf(member.id, tokenHash, hashes) };
  },
  revokeSession: async (connection, { id }) => {
    const hash = await accounts.revoke(connection.membership.member.id, id);
    endConnections(
      [...connections()].filter((each) => each !== connection),
      [hash],
      'revoked',
    );
    return {};
  },
  listInvites: async (connection) => ({ invites: await invites.list(connection.membership.member) }),
  createInvite: async (connection, asked) => ({ invite: await invites.create(connection.membership.member, asked) }),
  revokeInvite: async (connection, { token }) => {
    await invites.revoke(connection.membership.member, token);
    return {};
  },
});
