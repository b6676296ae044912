/** A guest without a browser: speaks the contract over a real socket, and parses all it is told with its schemas. */
import { AssertionError } from 'node:assert';
import { randomBytes, randomInt } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { isErrorCode, type ErrorCode } from '../../common/errors.ts';
import type { ChannelId, ProducerId, SessionToken } from '../../common/ids.ts';
import type { DtlsFingerprint, ProducerSource, RtpCapabilities, RtpParameters } from '../../common/media.ts';
import {
  notices,
  PROTOCOL_VERSION,
  requests,
  wireReply,
  type NoticeData,
  type NoticeName,
  type RequestAnswer,
  type RequestInput,
  type RequestName,
  type Welcome,
  type WireReply,
} from '../../common/signaling.ts';
import { KIND_OF_SOURCE } from '../../common/media.ts';
import type { VoiceSetup } from '../../common/voice.ts';

const ANSWER_TIMEOUT_MS = 10_000;
const NOTICE_TIMEOUT_MS = 5_000;

export type Told = { [Name in NoticeName]: { readonly name: Name; readonly data: NoticeData<Name> } }[NoticeName];

/** A refusal as the server worded it. */
export class Refused extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, retryAfterMs: number | undefined) {
    super(`${code}: ${message}`);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Why a request was refused. @throws AssertionError if it was not; Error where it failed otherwise */
export const refusalOf = (result: PromiseSettledResult<unknown>): Refused => {
  if (result.status === 'rejected' && result.reason instanceof Refused) {
    return result.reason;
  }
  if (result.status === 'fulfilled') {
    throw new AssertionError({ message: `not refused, but answered ${JSON.stringify(result.value)}` });
  }
  throw new Error('not refused, but failed', { cause: result.reason });
};

export interface GuestOptions {
  /** Whether `told` keeps what was heard; not for guests who stay for long among many. */
  readonly remembers?: boolean;
}

export class Guest {
  readonly socket: Socket;
  /** All notices so far, in order; none when this guest does not remember. */
  readonly told: Told[] = [];
  /** Called with every notice as it is heard. */
  onTold: (notice: Told) => void = () => undefined;
  /** Notices that no schema takes. */
  readonly malformed: string[] = [];
  #welcome: Welcome | undefined;
  readonly #remembers: boolean;
  readonly #waiting = new Set<() => void>();

  private constructor(socket: Socket, { remembers = true }: GuestOptions) {
    this.socket = socket;
    this.#remembers = remembers;
    socket.onAny((name: string, data: unknown) => {
      this.#hear(name, data);
    });
  }

  /** A socket that has said nothing yet. */
  static async connect(url: string, options: GuestOptions = {}): Promise<Guest> {
    const socket = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      rejectUnauthorized: false,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return new Guest(socket, options);
  }

  static async join(url: string, name: string, options: GuestOptions = {}): Promise<Guest> {
    const guest = await Guest.connect(url, options);
    await guest.authenticate({ kind: 'guest', name });
    return guest;
  }

  static async resume(url: string, token: SessionToken, options: GuestOptions = {}): Promise<Guest> {
    const guest = await Guest.connect(url, options);
    await guest.authenticate({ kind: 'session', token });
    return guest;
  }

  get welcome(): Welcome {
    if (this.#welcome === undefined) {
      throw new Error('not authenticated');
    }
    return this.#welcome;
  }

  get id(): Welcome['self']['memberId'] {
    return this.welcome.self.memberId;
  }

  async authenticate(as: RequestInput<'authenticate'>['as']): Promise<Welcome> {
    this.#welcome = await this.ask('authenticate', { protocolVersion: PROTOCOL_VERSION, as });
    return this.#welcome;
  }

  /** @throws Refused */
  async ask<Name extends RequestName>(name: Name, data: RequestInput<Name>): Promise<RequestAnswer<Name>> {
    const reply = await this.askRaw(name, data);
    if (!reply.ok) {
      const { code, message, retryAfterMs } = reply.error;
      if (!isErrorCode(code)) {
        throw new Error(`unknown code ${code}`);
      }
      throw new Refused(code, message, retryAfterMs);
    }
    // The schema of this name: TypeScript cannot follow that through a lookup.
    return requests[name].answer.parse(reply.data) as RequestAnswer<Name>;
  }

  /** Anything at all, as a stranger might send it. */
  async askRaw(name: string, ...args: unknown[]): Promise<WireReply> {
    return wireReply.parse(await this.socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck(name, ...args));
  }

  /** What a setup request needs; valid, and of certificates that nobody has unless one is given for both. */
  setupOf(channelId: ChannelId, certificate?: DtlsFingerprint): RequestInput<'prepareVoice'> {
    return {
      channelId,
      rtpCapabilities: this.welcome.routerRtpCapabilities,
      sendFingerprints: [certificate ?? fingerprint()],
      receiveFingerprints: [certificate ?? fingerprint()],
    };
  }

  async joinVoice(
    channelId: ChannelId,
    options: Partial<Omit<RequestInput<'joinVoice'>, 'channelId'>> = {},
  ): Promise<VoiceSetup> {
    const choice = { muted: false, deafened: false, moveHere: false };
    return this.ask('joinVoice', { ...this.setupOf(channelId), ...choice, ...options });
  }

  async produce(source: ProducerSource = 'microphone', paused = false): Promise<ProducerId> {
    const kind = KIND_OF_SOURCE[source];
    const rtpParameters = kind === 'audio' ? opusParameters() : vp8Parameters();
    const { producerId } = await this.ask('produce', { source, kind, rtpParameters, paused });
    return producerId;
  }

  voiceChannel(name: string): ChannelId {
    const channel = this.welcome.channels.find((each) => each.kind === 'voice' && each.name === name);
    if (channel === undefined) {
      throw new Error(`no voice channel ${name}`);
    }
    return channel.id;
  }

  textChannel(): ChannelId {
    const channel = this.welcome.channels.find(({ kind }) => kind === 'text');
    if (channel === undefined) {
      throw new Error('no text channel');
    }
    return channel.id;
  }

  heard<Name extends NoticeName>(name: Name): NoticeData<Name>[] {
    // Filtered by the name that says which data it is.
    return this.told.filter((notice) => notice.name === name).map(({ data }) => data as NoticeData<Name>);
  }

  /** The first notice of this name, past or to come, that `fits`. @throws AssertionError when none comes */
  async hears<Name extends NoticeName>(
    name: Name,
    fits: (data: NoticeData<Name>) => boolean = () => true,
  ): Promise<NoticeData<Name>> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const heard = this.told.map((notice) => notice.name).join(', ');
      reject(new AssertionError({ message: `${name} was not heard; heard: ${heard}` }));
    }, NOTICE_TIMEOUT_MS);
    try {
      for (;;) {
        const found = this.heard(name).find(fits);
        if (found !== undefined) {
          return found;
        }
        await Promise.race([late, new Promise<void>((resolve) => this.#waiting.add(resolve))]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Resolves when the server, or the network, ended the connection. */
  async ended(): Promise<void> {
    if (this.socket.connected) {
      await new Promise<void>((resolve) => {
        this.socket.once('disconnect', () => {
          resolve();
        });
      });
    }
  }

  /** The connection is lost: the server hears no farewell. */
  cut(): void {
    this.socket.io.engine.close();
  }

  close(): void {
    this.socket.disconnect();
  }

  #hear(name: string, data: unknown): void {
    const schema = Object.entries(notices).find(([known]) => known === name)?.[1];
    const parsed = schema?.safeParse(data);
    if (parsed?.success !== true) {
      this.malformed.push(name);
      return;
    }
    // The schema of this name took it.
    const notice = { name, data: parsed.data } as Told;
    if (this.#remembers) {
      this.told.push(notice);
    }
    this.onTold(notice);
    for (const wake of this.#waiting) {
      wake();
    }
    this.#waiting.clear();
  }
}

export const fingerprint = (): DtlsFingerprint => ({
  algorithm: 'sha-256',
  value: randomBytes(32)
    .toString('hex')
    .toUpperCase()
    .replace(/(..)(?=.)/g, '$1:'),
});

const cname = (): string => randomBytes(8).toString('hex');
const ssrc = (): number => randomInt(1, 0xffff_ffff);

/** What Chromium sends for a microphone. */
export const opusParameters = (): RtpParameters => ({
  mid: '0',
  codecs: [
    {
      mimeType: 'audio/opus',
      payloadType: 111,
      clockRate: 48_000,
      channels: 2,
      parameters: { minptime: 10, useinbandfec: 1, usedtx: 1 },
      rtcpFeedback: [{ type: 'transport-cc' }],
    },
  ],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4 }],
  encodings: [{ ssrc: ssrc(), dtx: true }],
  rtcp: { cname: cname(), reducedSize: true },
});

export const vp8Parameters = (): RtpParameters => ({
  mid: '1',
  codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, rtcpFeedback: [{ type: 'nack' }] }],
  encodings: [{ ssrc: ssrc() }],
  rtcp: { cname: cname(), reducedSize: true },
});

/** Some codecs only, as a poorer engine has them. */
export const only = ({ codecs = [], headerExtensions = [] }: RtpCapabilities, mimeType: string): RtpCapabilities => ({
  codecs: codecs.filter((codec) => codec.mimeType === mimeType),
  headerExtensions,
});
