import { AppError } from '../../common/errors.ts';
import type { RtpCapabilities } from '../../common/media.ts';
import { PROTOCOL_VERSION, type RequestData, type RequestName, type Welcome } from '../../common/signaling.ts';
import type { channelRequests } from '../../common/channels.ts';
import type { messageRequests } from '../../common/messages.ts';
import type { voiceRequests } from '../../common/voice.ts';
import type { partyRequests } from '../../common/party.ts';
import type { Arrangement } from '../community/Arrangement.ts';
import type { roleRequests } from '../../common/roles.ts';
import type { Bans } from '../community/Bans.ts';
import type { Channels } from '../community/Channels.ts';
import type { Members } from '../community/Members.ts';
import { Profiles } from '../community/Profiles.ts';
import type { Reading } from '../community/Reading.ts';
import type { Roles } from '../community/Roles.ts';
import { openGuestSession, resume, takeOver, type OpenedSession } from '../community/sessions.ts';
import type { Database } from '../store/Database.ts';
import type { Audiences } from './Audiences.ts';
import type { Connection } from './Connection.ts';
import type { Handlers } from './dispatch.ts';
import type { Doorkeeper } from './Doorkeeper.ts';
import type { HostKey } from './HostKey.ts';
import { VoiceSeat } from './VoiceSeat.ts';
import type { VoiceSeats } from './VoiceSeats.ts';

export interface CommunityParts {
  readonly database: Database;
  readonly members: Members;
  readonly channels: Channels;
  readonly arrangement: Arrangement;
  readonly reading: Reading;
  readonly roles: Roles;
  readonly bans: Bans;
  readonly audiences: Audiences;
  readonly seats: VoiceSeats;
  readonly door: Doorkeeper;
  /** Of an embedded server, whose owner is the person at the app. */
  readonly hostKey: HostKey | undefined;
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
>;

const authenticate = async (
  parts: CommunityParts,
  connection: Connection,
  { protocolVersion, as }: RequestData<'authenticate'>,
): Promise<Welcome> => {
  if (protocolVersion !== PROTOCOL_VERSION) {
    throw new AppError('protocol_mismatch', `this server speaks version ${String(PROTOCOL_VERSION)}`);
  }
  const { database, members, door, hostKey, bans } = parts;
  const isHost = hostKey?.fits(as.hostKey) ?? false;
  return connection.become(async () => {
    if (as.kind === 'session') {
      const session = await resume(database, as.token);
      return enter(parts, connection, isHost ? await takeOver(database, session) : session);
    }
    const { name, code } = as;
    if (!isHost) {
      await bans.requireWelcome({ address: connection.group });
      members.requireFree(name);
      door.require(connection, { name, code });
    }
    return members.withName(name, async () => {
      const ownership = hostKey === undefined ? 'first' : isHost;
      return enter(parts, connection, await openGuestSession(database, name, ownership));
    });
  });
};

/** The snapshot is taken in the step in which the connection starts to hear what changes: nothing falls between. */
const enter = async (
  parts: CommunityParts,
  connection: Connection,
  { member, token }: OpenedSession,
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
  authenticate: (connection, data) => authenticate(parts, connection, data),
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
