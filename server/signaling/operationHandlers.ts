import { AppError } from '../../common/errors.ts';
import type { Channels } from '../community/Channels.ts';
import { loadHistory, pruneHistory } from '../community/history.ts';
import type { PrioritySpeakers } from '../community/PrioritySpeakers.ts';
import type { ServerMutes } from '../community/ServerMutes.ts';
import type { Condition } from '../operations/Condition.ts';
import type { QualityBoard } from '../quality/QualityBoard.ts';
import type { Database } from '../store/Database.ts';
import type { Handlers } from './dispatch.ts';
import type { VoiceSeats } from './VoiceSeats.ts';

export interface OperationParts {
  readonly database: Database;
  readonly channels: Channels;
  readonly mutes: ServerMutes;
  readonly speakers: PrioritySpeakers;
  readonly board: QualityBoard;
  readonly condition: Condition;
  readonly seats: VoiceSeats;
}

/** Requests about calls that are not made by being in one: moderation, quality and history. */
export type OperationName =
  | 'serverMute'
  | 'setPriority'
  | 'removeFromVoice'
  | 'moveMember'
  | 'reportQuality'
  | 'loadQuality'
  | 'loadVoiceHistory'
  | 'pruneVoiceHistory'
  | 'loadCondition';

export const operationHandlers = (parts: OperationParts): Handlers<OperationName> => ({
  serverMute: async (connection, { memberId, muted }) => {
    await parts.mutes.set(connection.membership.member, memberId, muted);
    return {};
  },
  setPriority: async (connection, { memberId, priority }) => {
    await parts.speakers.set(connection.membership.member, memberId, priority);
    return {};
  },
  removeFromVoice: (connection, { memberId }) => {
    const { member } = connection.membership;
    parts.channels.authority.require(member, 'moveMembers');
    parts.channels.authority.requireAbove(member, memberId);
    parts.seats.expel(memberId);
    return {};
  },
  moveMember: (connection, { memberId, channelId }) => {
    const { member } = connection.membership;
    parts.channels.authority.require(member, 'moveMembers');
    parts.channels.authority.requireAbove(member, memberId);
    // A channel that the moderator may not see is none to be told of.
    parts.seats.requireChannel(member, 'viewChannel', channelId);
    parts.seats.move(memberId, channelId);
    return {};
  },
  reportQuality: (connection, quality) => {
    if (!parts.board.report(connection.membership.member.id, quality)) {
      throw new AppError('not_in_voice', 'not in a voice channel');
    }
    return {};
  },
  loadQuality: (connection, { memberId }) => {
    const seen = parts.board.look(memberId);
    if (seen === undefined) {
      throw new AppError('not_found', 'this member is in no call');
    }
    // Whoever may not see the channel is not to know who is in it.
    parts.channels.requireVoice(connection.membership.member, seen.channelId);
    return { samples: seen.samples };
  },
  loadVoiceHistory: (connection, { before, limit }) =>
    loadHistory(parts.database, parts.channels, connection.membership.member, before, limit),
  pruneVoiceHistory: async (connection, { beforeMs }) => ({
    removed: await pruneHistory(parts.database, parts.channels.authority, connection.membership.member, beforeMs),
  }),
  loadCondition: (connection) => parts.condition.look(connection.membership.member),
});
