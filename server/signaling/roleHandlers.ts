import type { MemberId } from '../../common/ids.ts';
import type { roleRequests } from '../../common/roles.ts';
import type { AuditLog } from '../community/AuditLog.ts';
import type { Bans } from '../community/Bans.ts';
import type { Channels } from '../community/Channels.ts';
import type { Roles } from '../community/Roles.ts';
import type { Database } from '../store/Database.ts';
import type { Connection } from './Connection.ts';
import type { Handlers } from './dispatch.ts';
import type { Doorkeeper } from './Doorkeeper.ts';
import { takeOut } from './takeOut.ts';
import type { VoiceSeats } from './VoiceSeats.ts';

export interface RoleParts {
  readonly database: Database;
  readonly roles: Roles;
  readonly bans: Bans;
  readonly audit: AuditLog;
  readonly channels: Channels;
  readonly seats: VoiceSeats;
  readonly door: Doorkeeper;
}

/** Where a member is now; undefined where keeping it out would keep out the owner, or whoever does it. */
const addressOf = (connections: Iterable<Connection>, by: Connection, memberId: MemberId): string | undefined => {
  const here = [...connections].filter((each) => each.authenticated);
  const shared = new Set([by, ...here.filter((each) => each.membership.member.owner)].map(({ group }) => group));
  return here
    .filter((each) => each.membership.member.id === memberId)
    .map(({ group }) => group)
    .find((group) => !shared.has(group));
};

/** Roles, what channels decide otherwise, bans and the audit log. */
export const roleHandlers = (
  { database, roles, bans, audit, channels, seats, door }: RoleParts,
  connections: () => Iterable<Connection>,
): Handlers<keyof typeof roleRequests> => ({
  createRole: async (connection, wish) => ({ role: await roles.create(connection.membership.member, wish) }),
  updateRole: async (connection, { roleId, ...change }) => ({
    role: await roles.update(connection.membership.member, roleId, change),
  }),
  deleteRole: async (connection, { roleId }) => {
    await roles.delete(connection.membership.member, roleId);
    return {};
  },
  orderRoles: async (connection, { roleIds }) => {
    await roles.order(connection.membership.member, roleIds);
    return {};
  },
  setMemberRole: async (connection, { memberId, roleId, on }) => {
    await roles.setMemberRole(connection.membership.member, memberId, roleId, on);
    return {};
  },
  loadOverrides: (connection, { channelId }) => {
    const { member } = connection.membership;
    roles.authority.require(member, 'manageRoles');
    return { overrides: [...roles.overridesOf(channels.require(member, channelId))] };
  },
  setOverride: async (connection, { channelId, ...override }) => {
    const { member } = connection.membership;
    // Before the channel is looked for: nobody learns by this which there are.
    roles.authority.require(member, 'manageRoles');
    const channel = channels.require(member, channelId);
    await roles.setOverride(member, channel, override);
    return { overrides: [...roles.overridesOf(channel)] };
  },
  whyMay: (connection, { channelId, memberId }) => {
    const { member } = connection.membership;
    const channel = channels.require(member, channelId);
    // Everybody may know it of themselves.
    if (memberId !== member.id) {
      roles.authority.require(member, 'manageRoles');
    }
    return { verdicts: roles.authority.explain(memberId, channel) };
  },
  banMember: async (connection, { memberId, reason, untilMs, address }) => {
    const { member } = connection.membership;
    bans.requireMay(member, memberId);
    const group = address ? addressOf(connections(), connection, memberId) : undefined;
    const ban = await bans.add(member, { memberId, reason, untilMs, address: group });
    await takeOut({ database, seats, door }, connections(), memberId, true);
    return { ban };
  },
  unban: async (connection, { banId }) => {
    const { member } = connection.membership;
    const { name } = await bans.remove(member, banId);
    await audit.note(member, { action: 'unban', target: name });
    return {};
  },
  loadBans: async (connection) => ({ bans: await bans.list(connection.membership.member) }),
  loadAudit: (connection, { before, limit }) => audit.load(connection.membership.member, before, limit),
});
