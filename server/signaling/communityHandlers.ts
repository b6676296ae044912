import { AppError } from '../../common/errors.ts';
import type { RtpCapabilities } from '../../common/media.ts';
import { PROTOCOL_VERSION, type RequestName, type Welcome } from '../../common/signaling.ts';
import type { accountRequests } from '../../common/accounts.ts';
import type { channelRequests } from '../../common/channels.ts';
import type { conditionRequests } from '../../common/condition.ts';
import type { messageRequests } from '../../common/messages.ts';
import type { voiceRequests } from '../../common/voice.ts';
import type { partyRequests } from '../../common/party.ts';
import type { Arrangement } from '../community/Arrangement.ts';
import type { roleRequests } from '../../common/roles.ts';
import type { Channels } from '../community/Channels.ts';
import { Profiles } from '../community/Profiles.ts';
import type { Reading } from '../community/Reading.ts';
import type { OpenedSession } from '../community/sessions.ts';
import type { Audiences } from './Audiences.ts';
import type { Connection } from './Connection.ts';
import type { Handlers } from './dispatch.ts';
import { comeIn, type EntranceParts } from './entrance.ts';
import { VoiceSeat } from './VoiceSeat.ts';
import type { VoiceSeats } from './VoiceSeats.ts';

export interface CommunityParts extends EntranceParts {
  readonly channels: Channels;
  readonly arrangement: Arrangement;
  readonly reading: Reading;
  readonly audiences: Audiences;
  readonly seats: VoiceSeats;
  readonly server: Welcome['server'];
  readonly routerRtpCapabilities: RtpCapabilities;
  readonly waitingPeerMs: number;
  /** Of one file that is attached. */
  readonly fileMaxBytes: number;
}

type CommunityRequestName = Exclude<
  RequestName,
  | keyof typeof voiceRequests
  | keyof typeof messageRequests
  | keyof typeof partyRequests
  | keyof typeof channelRequests
  | keyof typeof roleRequests
  | keyof typeof accountRequests
  | keyof typeof conditionRequests
>;

/** The snapshot is taken in the step in which the connection starts to hear what changes: nothing falls between. */
const enter = async (
  parts: CommunityParts,
  connection: Connection,
  { member, token, tokenHash }: OpenedSession,
): Promise<Welcome> => {
  const { members, seats, reading, roles, bans, audiences } = parts;
  if (member.owner) {
    roles.own(member.id);
  } else {
    await bans.requireWelcome({ memberId: member.id, address: connection.group });
  }
  const [recent, reads] = await Promise.all([members.loadRecent(), reading.marksOf(member)]);
  if (connection.closed) {
    throw new AppError('disconnected', 'the connection is over');
  }
  if (parts.accounts.hasEnded(tokenHash)) {
    throw new AppError('session_expired', 'it ended meanwhile');
  }
  const attendance = members.attend(member);
  const seat = new VoiceSeat(seats, attendance, parts.waitingPeerMs, (name, data) => {
    connection.tell(name, data);
  });
  const membership = {
    get member() {
      return attendance.member;
    },
    attendance,
    seat,
    tokenHash,
  };
  connection.enter(membership);
  const { access, channels, voice } = audiences.open(connection);
  return {
    protocolVersion: PROTOCOL_VERSION,
    self: { memberId: member.id, name: member.name },
    token,
    server: { ...parts.server },
    routerRtpCapabilities: parts.routerRtpCapabilities,
    channels,
    categories: parts.arrangement.categories,
    members: members.list(recent),
    voice,
    reads,
    fileMaxBytes: parts.fileMaxBytes,
    roles: roles.all,
    access,
  };
};

export const communityHandlers = (
  parts: CommunityParts,
  profiles = new Profiles(parts.database, parts.members),
): Handlers<CommunityRequestName> => ({
  authenticate: (connection, data) =>
    connection.become(() => comeIn(parts, connection, data, (session) => enter(parts, connection, session))),
  updateProfile: async (connection, change) => ({
    member: await profiles.change(connection.membership.member, change),
  }),
  setPresence: (connection, { idle }) => {
    connection.membership.attendance.setIdle(idle);
    return {};
  },
  updateVoiceChannel: async (connection, { channelId, ...change }) => ({
    channel: await parts.channels.updateVoice(connection.membership.member, channelId, change),
  }),
});
