/** Which requests are deeds of moderators, and how the audit log words them. */
import type { ChannelId, RoleId } from '../../common/ids.ts';
import type { RequestData, RequestName } from '../../common/signaling.ts';
import type { AuditLog, Deed } from '../community/AuditLog.ts';
import type { Channels } from '../community/Channels.ts';
import type { Roles } from '../community/Roles.ts';
import type { Handler, Handlers } from './dispatch.ts';

export interface AuditParts {
  readonly audit: AuditLog;
  readonly channels: Channels;
  readonly roles: Roles;
}

/** The same handlers; what they did is noted when it is done. Names are looked up before, for what is deleted has none. */
export const audited = (handlers: Handlers, { audit, channels, roles }: AuditParts): Handlers => {
  const noted =
    <Name extends RequestName>(
      handler: Handler<Name>,
      deedOf: (data: RequestData<Name>) => Deed | undefined,
    ): Handler<Name> =>
    async (connection, data) => {
      const { member } = connection.membership;
      const deed = deedOf(data);
      const answer = await handler(connection, data);
      if (deed !== undefined) {
        await audit.note(member, deed);
      }
      return answer;
    };
  const channel = (id: ChannelId): string | undefined => channels.find(id)?.name;
  const role = (id: RoleId): string | undefined => roles.find(id)?.name;
  return {
    ...handlers,
    serverMute: noted(handlers.serverMute, ({ memberId, muted }) => ({
      action: muted ? 'mute' : 'unmute',
      member: memberId,
    })),
    setPriority: noted(handlers.setPriority, ({ memberId, priority }) => ({
      action: priority ? 'priorityGiven' : 'priorityTaken',
      member: memberId,
    })),
    removeFromVoice: noted(handlers.removeFromVoice, ({ memberId }) => ({ action: 'disconnect', member: memberId })),
    moveMember: noted(handlers.moveMember, ({ memberId, channelId }) => ({
      action: 'move',
      member: memberId,
      channel: channel(channelId),
    })),
    kickMember: noted(handlers.kickMember, ({ memberId }) => ({ action: 'kick', member: memberId })),
    banMember: noted(handlers.banMember, ({ memberId, reason }) => ({ action: 'ban', member: memberId, reason })),
    createRole: noted(handlers.createRole, ({ name }) => ({ action: 'roleCreated', role: name })),
    updateRole: noted(handlers.updateRole, ({ roleId }) => ({ action: 'roleChanged', role: role(roleId) })),
    deleteRole: noted(handlers.deleteRole, ({ roleId }) => ({ action: 'roleDeleted', role: role(roleId) })),
    orderRoles: noted(handlers.orderRoles, () => ({ action: 'rolesOrdered' })),
    setMemberRole: noted(handlers.setMemberRole, ({ memberId, roleId, on }) => ({
      action: on ? 'roleGiven' : 'roleTaken',
      member: memberId,
      role: role(roleId),
    })),
    setOverride: noted(handlers.setOverride, ({ channelId, target, allow, deny }) => ({
      action: allow === 0 && deny === 0 ? 'overrideCleared' : 'overrideSet',
      channel: channel(channelId),
      ...(target.kind === 'member' ? { member: target.memberId } : { role: role(target.roleId) }),
    })),
    createChannel: noted(handlers.createChannel, ({ name }) => ({ action: 'channelCreated', channel: name })),
    updateChannel: noted(handlers.updateChannel, ({ channelId }) => ({
      action: 'channelChanged',
      channel: channel(channelId),
    })),
    deleteChannel: noted(handlers.deleteChannel, ({ channelId }) => ({
      action: 'channelDeleted',
      channel: channel(channelId),
    })),
    updateVoiceChannel: noted(handlers.updateVoiceChannel, ({ channelId }) => ({
      action: 'channelChanged',
      channel: channel(channelId),
    })),
    updateParty: noted(handlers.updateParty, () => ({ action: 'partyChanged' })),
    pruneVoiceHistory: noted(handlers.pruneVoiceHistory, () => ({ action: 'historyPruned' })),
  };
};
