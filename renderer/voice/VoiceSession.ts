import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import type { ChannelId, MemberId, PeerId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { TransportDirection } from '../../common/media.ts';
import type { RequestInput } from '../../common/signaling.ts';
import type { ClientQuality } from '../../common/quality.ts';
import type { MicrophoneTrace } from '../../common/trace.ts';
import type { ConsumerOffer, LeaveReason, VoiceSetup } from '../../common/voice.ts';
import type { SignalingClient } from '../signaling/SignalingClient.ts';
import type { Footing } from './Ground.ts';
import { healthOf } from './health.ts';
import { followPeer } from './peerNotices.ts';
import { QualityMeter } from './QualityMeter.ts';
import { ReceivePath } from './ReceivePath.ts';
import type { RemoteAudio } from './RemoteAudio.ts';
import { videoRequests } from './video/RemoteVideos.ts';
import { Transmission } from './Transmission.ts';
import { TransportWatch } from './TransportWatch.ts';
import type { VoiceChoice, VoiceHealth } from './VoiceState.ts';

/** What a session stands on; all of it is borrowed. */
export interface VoiceGround extends Footing {
  readonly signaling: SignalingClient;
  /** Who this person is on the server. */
  readonly memberId: MemberId;
}

export interface JoinOptions {
  readonly choice: VoiceChoice;
  readonly moveHere: boolean;
  /** A peer of this connection in the same channel whose media broke: given up for the new one. */
  readonly replaces: PeerId | undefined;
  readonly signal: AbortSignal;
}

export interface SessionEnd {
  readonly reason: LeaveReason;
  /** Come back by yourself. */
  readonly rejoin: boolean;
  /** It broke here only: the peer lives on at the server, of no use to anybody. */
  readonly peerStays: boolean;
  /** Its transports were connected at some time. */
  readonly carried: boolean;
  /** Go on in this channel: a moderator moved the member. */
  readonly moveTo?: ChannelId | undefined;
  /** A permission for it is lost. */
  readonly forbidden?: boolean;
}

interface VoiceSessionEvents {
  healthChanged: { health: VoiceHealth };
  serverMuteChanged: { serverMuted: boolean };
  /** Every five seconds, of the time between; the server is told the same. */
  qualityMeasured: { quality: ClientQuality };
  ended: SessionEnd;
  /** Something beside the call's life went wrong; the call goes on. */
  troubled: { error: AppError };
}

/**
 * One peer on the server, seen from its own client: first perhaps only *prepared* (transports connected, consumers
 * paused and waiting, nobody sees it), then joined. It outlives its signaling connection: media goes on, and `resume`
 * brings both ends together again. Everything it made ends with it.
 */
export class VoiceSession implements Closable {
  readonly events = new Emitter<VoiceSessionEvents>();
  readonly channelId: ChannelId;
  readonly peerId: PeerId;
  /** What this person sends. */
  readonly transmission: Transmission;
  readonly #ground: VoiceGround;
  readonly #lifetime = new Lifetime();
  readonly #receive: ReceivePath;
  readonly #watches: readonly TransportWatch[];
  #health: VoiceHealth = 'good';
  #serverMuted = false;
  #networkChanged = false;

  private constructor(ground: VoiceGround, setup: VoiceSetup) {
    this.#ground = ground;
    this.channelId = setup.channelId;
    this.peerId = setup.peerId;
    const { signaling, device, certificate, mixer, viewing } = ground;
    const life = this.#lifetime;
    life.add(() => {
      this.events.clear();
    });
    this.#receive = life.own(
      new ReceivePath(
        device,
        certificate,
        setup.receiveTransport,
        mixer,
        (consumerIds) => signaling.request('resumeConsumers', { consumerIds }),
        {
          viewing,
          requests: videoRequests(signaling),
          onFailed: (error) => {
            this.#trouble(error);
          },
        },
      ),
    );
    this.transmission = life.own(new Transmission(signaling, ground, setup.sendTransport));
    this.transmission.events.on('troubled', ({ error }) => {
      this.#trouble(error);
    });
    this.#watches = [
      life.own(this.#watch('receive', this.#receive.transport)),
      life.own(this.#watch('send', this.transmission.transport)),
    ];
    this.#take(setup);
    this.#listen();
  }

  /** Sets a call up without joining it. @throws AppError */
  static async prepare(ground: VoiceGround, channelId: ChannelId, signal: AbortSignal): Promise<VoiceSession> {
    const setup = await ground.signaling.request('prepareVoice', request(ground, channelId), { signal });
    const session = new VoiceSession(ground, setup);
    await session.#receiveExisting(setup);
    return session;
  }

  /** Joins: one request answers everything, and the consumers flow when they are acknowledged. @throws AppError */
  static async join(ground: VoiceGround, channelId: ChannelId, options: JoinOptions): Promise<VoiceSession> {
    const setup = await ground.signaling.request('joinVoice', joinRequest(ground, channelId, options), {
      signal: options.signal,
    });
    const session = new VoiceSession(ground, setup);
    session.#begin(options.choice, setup);
    return session;
  }

  /** Joins what was prepared: its consumers flow with the request itself. @throws AppError */
  async promote(options: JoinOptions): Promise<void> {
    const setup = await this.#ground.signaling.request(
      'joinVoice',
      { ...joinRequest(this.#ground, this.channelId, options), preparedPeerId: this.peerId },
      { signal: options.signal },
    );
    if (setup.peerId !== this.peerId) {
      throw new AppError('peer_not_found', 'what was prepared is gone');
    }
    this.#take(setup);
    // What appeared since was announced by `consumersOffered`; an offer known already is skipped.
    this.#begin(options.choice, setup);
  }

  /**
   * On a new connection, after the one before was lost: goes on with the same peer, and mends what was cut.
   * @throws AppError `peer_not_found` when the server gave the peer up meanwhile
   */
  async resume(choice: VoiceChoice, signal: AbortSignal): Promise<void> {
    const setup = await this.#ground.signaling.request('resumeVoice', { peerId: this.peerId }, { signal });
    if (this.ended) {
      return;
    }
    this.#take(setup);
    for (const watch of this.#watches) {
      watch.recover(this.#networkChanged);
    }
    this.#networkChanged = false;
    this.#settle(this.#receive.reconcile(setup.consumers));
    this.transmission.retell(choice);
  }

  get health(): VoiceHealth {
    return this.#health;
  }

  /** A moderator muted this person: whatever they do, they are not heard. */
  get serverMuted(): boolean {
    return this.#serverMuted;
  }

  /** What the browser counts, of the receiving transport and the sending one. */
  async getStats(): Promise<RTCStatsReport[]> {
    return Promise.all([this.#receive.transport.getStats(), this.transmission.transport.getStats()]);
  }

  /** Where the server says that the own microphone gets to. @throws AppError */
  async traceMicrophone(): Promise<MicrophoneTrace> {
    return this.#ground.signaling.request('traceMicrophone', {});
  }

  /** The sound of this track. @param trackId as statistics name it */
  audioOf(trackId: string): RemoteAudio | undefined {
    return [...this.#receive.audios.values()].find((audio) => audio.trackId === trackId);
  }

  /** Who is seen by this track. @param trackId as statistics name it */
  seenBy(trackId: string): MemberId | undefined {
    return this.#receive.videos.ownerOf(trackId);
  }

  get ended(): boolean {
    return this.#lifetime.ended;
  }

  close(): void {
    this.#lifetime.end();
  }

  /** It is joined. */
  #begin(choice: VoiceChoice, { consumers }: VoiceSetup): void {
    this.transmission.chosen(choice);
    this.#receiveLater(consumers);
    this.#receive.videos.begin();
    const meter = this.#lifetime.own(new QualityMeter(async () => this.getStats()));
    meter.events.on('measured', ({ quality }) => {
      this.events.emit('qualityMeasured', { quality });
      this.#report(quality).catch(() => undefined); // the next one is near
    });
  }

  async #report(quality: ClientQuality): Promise<void> {
    const { signaling, lookAtShare } = this.#ground;
    const share = await lookAtShare();
    if (signaling.connected) {
      await signaling.request('reportQuality', share === undefined ? quality : { ...quality, share });
    }
  }

  /** What every answer says of the room. */
  #take({ floor, present }: VoiceSetup): void {
    this.#receive.setFloor(floor);
    const self = present.find(({ memberId }) => memberId === this.#ground.memberId);
    if (self !== undefined) {
      this.#setServerMuted(self.serverMuted);
    }
  }

  async #receiveExisting(setup: VoiceSetup): Promise<void> {
    try {
      await this.#receive.add(setup.consumers);
    } catch (thrown) {
      this.close();
      throw AppError.from(thrown);
    }
  }

  #receiveLater(consumers: readonly ConsumerOffer[]): void {
    this.#settle(this.#receive.add(consumers));
  }

  /** Lets work go on by itself, and tells if it fails. */
  #settle(work: Promise<unknown>): void {
    work.catch((thrown: unknown) => {
      this.#trouble(AppError.from(thrown));
    });
  }

  #trouble(error: AppError): void {
    if (!this.ended && error.code !== 'cancelled') {
      this.events.emit('troubled', { error });
    }
  }

  #listen(): void {
    const { signaling, memberId } = this.#ground;
    const { peerId, channelId } = this;
    this.#lifetime.own(
      followPeer(
        signaling,
        { peerId, channelId, memberId },
        {
          consumersOffered: (consumers) => {
            this.#receiveLater(consumers);
          },
          consumersClosed: (consumerIds) => {
            this.#receive.remove(consumerIds);
          },
          consumersPaused: (consumerIds, paused) => {
            this.#receive.videos.hold(consumerIds, paused);
          },
          floorChanged: (floor) => {
            this.#receive.setFloor(floor);
          },
          serverMuted: (muted) => {
            this.#setServerMuted(muted);
          },
          ended: (reason, rejoin, moveTo, forbidden) => {
            this.events.emit('ended', { reason, rejoin, peerStays: false, carried: true, moveTo, forbidden });
          },
        },
      ),
    );
    // The way out may be another one than before, which ICE would see only when the old one is silent for a while.
    const online = (): void => {
      if (signaling.connected) {
        this.#watches.forEach((watch) => {
          watch.recover(true);
        });
      } else {
        this.#networkChanged = true;
      }
    };
    window.addEventListener('online', online);
    this.#lifetime.add(() => {
      window.removeEventListener('online', online);
    });
  }

  #watch(direction: TransportDirection, transport: ReceivePath['transport']): TransportWatch {
    const watch = new TransportWatch(transport, async () => {
      const { iceParameters } = await this.#ground.signaling.request('restartIce', { direction });
      return iceParameters;
    });
    watch.events.on('stateChanged', () => {
      this.#measureHealth();
    });
    watch.events.on('gaveUp', () => {
      this.events.emit('ended', { reason: 'media_failed', rejoin: true, peerStays: true, carried: watch.carried });
    });
    return watch;
  }

  /** Health comes from the states of both transports together, never from the last event alone. */
  #measureHealth(): void {
    const health = healthOf(this.#watches.map(({ state }) => state));
    if (health !== this.#health && !this.ended) {
      this.#health = health;
      this.events.emit('healthChanged', { health });
    }
  }

  #setServerMuted(serverMuted: boolean): void {
    if (serverMuted !== this.#serverMuted) {
      this.#serverMuted = serverMuted;
      this.events.emit('serverMuteChanged', { serverMuted });
    }
  }
}

const request = (
  { rtpCapabilities, certificate }: VoiceGround,
  channelId: ChannelId,
): RequestInput<'prepareVoice'> => ({
  channelId,
  rtpCapabilities,
  sendFingerprints: certificate.fingerprints,
  receiveFingerprints: certificate.fingerprints,
});

const joinRequest = (
  ground: VoiceGround,
  channelId: ChannelId,
  { choice, moveHere, replaces }: JoinOptions,
): RequestInput<'joinVoice'> => ({
  ...request(ground, channelId),
  ...choice,
  moveHere,
  ...(replaces === undefined ? {} : { replaces }),
});
