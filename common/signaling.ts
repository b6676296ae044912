/**
 * The contract of the signaling connection (socket.io), both directions. A *request* is asked by the client and
 * answered by the server with `{ok: true, data}` or `{ok: false, error}`; a *notice* is told by the server. Both
 * ends parse what arrives with these schemas and trust it from there on.
 */
import { z } from 'zod';
import { accountNotices, accountRequests, deviceName, givenPassword, inviteToken } from './accounts.ts';
import { category, channelNotices, channelRequests } from './channels.ts';
import { avatarHue, channel, displayName, member, opusSettings, voiceMember } from './community.ts';
import { conditionRequests } from './condition.ts';
import { channelId, memberId, sessionToken } from './ids.ts';
import { rtpCapabilities } from './media.ts';
import { messageNotices, messageRequests, readMark } from './messages.ts';
import { partyNotices, partyRequests } from './party.ts';
import { access, role, roleNotices, roleRequests } from './roles.ts';
import { voiceNotices, voiceRequests } from './voice.ts';

/** Raised with every change that an older client or server could not live with. */
export const PROTOCOL_VERSION = 2;

/** Bytes of one signaling message; attachments go over HTTP. */
export const MAX_PAYLOAD_BYTES = 32 * 1_024;

const nothing = z.object({});

/** Everything a client shows after connecting, in one snapshot. */
export const welcome = z.object({
  protocolVersion: z.number().int(),
  self: z.object({ memberId, name: z.string() }),
  /** Comes back in `authenticate {as: {kind: 'session'}}`; a secret. */
  token: sessionToken,
  server: z.object({ name: z.string(), version: z.string() }),
  /** The same for every router, so that a client loads its mediasoup Device before any click. */
  routerRtpCapabilities: rtpCapabilities,
  channels: z.array(channel),
  /** In their order; servers before this had none. */
  categories: z.array(category).default([]),
  members: z.array(member),
  voice: z.array(voiceMember),
  /** Of every channel that has something; servers before this kept none. */
  reads: z.array(readMark).default([]),
  /** Of one file, in bytes; 0 where none are taken, as by servers before this. */
  fileMaxBytes: z.number().int().min(0).default(0),
  /** Servers before this had none, and let the owner alone do more than talk. */
  roles: z.array(role).default([]),
  access: access.default({ server: 0, channels: {} }),
});
export type Welcome = z.infer<typeof welcome>;

/** Whatever somebody typed for the party's code; whether it is one is the server's to say. */
const givenCode = z.string().max(128);
/** Known to the app that runs the server, for whose person the party is. */
const hostKey = z.string().max(64).exactOptional();
const invite = inviteToken.exactOptional();
const device = deviceName.exactOptional();

const communityRequests = {
  authenticate: {
    data: z.object({
      protocolVersion: z.number().int(),
      as: z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('guest'),
          name: displayName,
          code: givenCode.exactOptional(),
          invite,
          device,
          hostKey,
        }),
        z.object({ kind: z.literal('session'), token: sessionToken, device, hostKey }),
        z.object({ kind: z.literal('account'), name: displayName, password: givenPassword, device, hostKey }),
        z.object({
          kind: z.literal('register'),
          name: displayName,
          password: givenPassword,
          code: givenCode.exactOptional(),
          /** As the server printed it at its start. */
          ownerCode: givenCode.exactOptional(),
          invite,
          device,
          hostKey,
        }),
      ]),
    }),
    answer: welcome,
  },
  /** One's own name and colour; what is not named stays. `name_taken`, `rate_limited`; `membersChanged` tells everybody. */
  updateProfile: {
    data: z
      .object({ name: displayName.exactOptional(), hue: avatarHue.nullable().exactOptional() })
      .refine((change) => Object.keys(change).length > 0),
    answer: z.object({ member }),
  },
  setPresence: { data: z.object({ idle: z.boolean() }), answer: nothing },
  /** Settings of a voice channel; they reach the calls that are going on. What is not named stays. */
  updateVoiceChannel: {
    data: z.object({
      channelId,
      opus: opusSettings.exactOptional(),
      memberLimit: z.number().int().min(0).max(10_000).exactOptional(),
      peerBitrateBps: z.number().int().min(0).max(1_000_000_000).exactOptional(),
    }),
    answer: z.object({ channel }),
  },
} as const;

export const requests = {
  ...communityRequests,
  ...channelRequests,
  ...accountRequests,
  ...messageRequests,
  ...partyRequests,
  ...roleRequests,
  ...voiceRequests,
  ...conditionRequests,
} as const;

export const notices = {
  ...voiceNotices,
  ...channelNotices,
  ...messageNotices,
  ...partyNotices,
  ...accountNotices,
  ...roleNotices,
  /** Members who are new, back, idle or away, as they are now; in a storm one batch in a while. */
  membersChanged: z.object({ members: z.array(member) }),
  channelChanged: z.object({ channel }),
  /** The server is ending; the client says so and tries to come back. */
  serverStopping: z.object({}),
} as const;

export type RequestName = keyof typeof requests;
export type RequestData<Name extends RequestName> = z.infer<(typeof requests)[Name]['data']>;
/** What may be given to be sent: before defaults and trimming. */
export type RequestInput<Name extends RequestName> = z.input<(typeof requests)[Name]['data']>;
export type RequestAnswer<Name extends RequestName> = z.infer<(typeof requests)[Name]['answer']>;

export type NoticeName = keyof typeof notices;
export type NoticeData<Name extends NoticeName> = z.infer<(typeof notices)[Name]>;

export const REQUEST_NAMES = Object.keys(requests).filter((name): name is RequestName => name in requests);
export const isRequestName = (name: string): name is RequestName => Object.hasOwn(requests, name);

/** An AppError on the wire. `code` is checked against the union where it is revived: a newer server may know more. */
export const wireError = z.object({
  code: z.string().max(64),
  message: z.string().max(512),
  retryAfterMs: z.number().exactOptional(),
});
export type WireError = z.infer<typeof wireError>;

export const wireReply = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: wireError }),
]);
export type WireReply = z.infer<typeof wireReply>;

/** Answer of `GET /healthz`. */
export const health = z.object({
  version: z.string(),
  protocolVersion: z.number().int(),
  name: z.string(),
  workers: z.object({
    running: z.number().int(),
    wanted: z.number().int(),
    /** One by one; older servers do not say. */
    each: z.array(z.object({ running: z.boolean(), cpuPercent: z.number(), rooms: z.number().int() })).exactOptional(),
  }),
});
export type Health = z.infer<typeof health>;
