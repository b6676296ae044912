import type { ConnectionState } from 'mediasoup-client/types';
import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import type { ChannelId, PeerId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { OpusSettings, VoiceMember } from '../../common/community.ts';
import type { TransportDirection } from '../../common/media.ts';
import type { RequestInput } from '../../common/signaling.ts';
import type { LeaveReason, VoiceSetup } from '../../common/voice.ts';
import type { SignalingClient } from '../signaling/SignalingClient.ts';
import type { Footing } from './Ground.ts';
import type { MicTrack } from './MicTrack.ts';
import { ReceivePath } from './ReceivePath.ts';
import { SendPath } from './SendPath.ts';
import type { VoiceChoice, VoiceHealth } from './VoiceState.ts';

/** What a session stands on; all of it is borrowed. */
export interface VoiceGround extends Footing {
  readonly signaling: SignalingClient;
}

export interface JoinOptions {
  readonly choice: VoiceChoice;
  readonly moveHere: boolean;
  readonly signal: AbortSignal;
}

interface VoiceSessionEvents {
  healthChanged: { health: VoiceHealth };
  /** The server ended this peer. */
  ended: { reason: LeaveReason; rejoin: boolean };
  /** Something beside the call's life went wrong; the call goes on. */
  troubled: { error: AppError };
}

/** A transport that is cut off this long gets an ICE restart; ICE itself finds its way back from shorter cuts. */
const ICE_RESTART_AFTER_MS = 1_500;
/**
 * A microphone that closes sends silence for this long before its packets stop: without it the others' decoders would
 * draw the last sound out for half a second (concealment of what they take for loss).
 */
const SILENCE_FIRST_MS = 100;

/**
 * One peer on the server, seen from its own client: first perhaps only *prepared* (transports connected, consumers
 * paused and waiting, nobody sees it), then joined. Everything it made ends with it.
 */
export class VoiceSession implements Closable {
  readonly events = new Emitter<VoiceSessionEvents>();
  readonly channelId: ChannelId;
  readonly peerId: PeerId;
  readonly #ground: VoiceGround;
  readonly #lifetime = new Lifetime();
  readonly #receive: ReceivePath;
  readonly #send: SendPath;
  readonly #states: Record<TransportDirection, ConnectionState> = { send: 'new', receive: 'new' };
  #present: readonly VoiceMember[];
  #health: VoiceHealth = 'good';
  /** What the server knows of the person's choice; undefined before the join. */
  #told: VoiceChoice | undefined;
  #closing: ReturnType<typeof setTimeout> | undefined;

  private constructor(ground: VoiceGround, setup: VoiceSetup) {
    this.#ground = ground;
    this.channelId = setup.channelId;
    this.peerId = setup.peerId;
    this.#present = setup.present;
    const { signaling, device, certificate, mixer } = ground;
    this.#lifetime.add(() => {
      this.events.clear();
    });
    this.#receive = this.#lifetime.own(
      new ReceivePath(device, certificate, setup.receiveTransport, mixer, (consumerIds) =>
        signaling.request('resumeConsumers', { consumerIds }),
      ),
    );
    this.#send = this.#lifetime.own(
      new SendPath(device, certificate, setup.sendTransport, async ({ rtpParameters }) => {
        const answer = await signaling.request('produce', {
          source: 'microphone',
          kind: 'audio',
          rtpParameters,
          paused: false, // mute is the voice state's business: the server applies it to this producer too
        });
        return answer.producerId;
      }),
    );
    this.#lifetime.add(() => {
      clearTimeout(this.#closing);
    });
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
    const setup = await ground.signaling.request(
      'joinVoice',
      { ...request(ground, channelId), ...options.choice, moveHere: options.moveHere },
      { signal: options.signal },
    );
    const session = new VoiceSession(ground, setup);
    session.#told = options.choice;
    session.#receiveLater(setup);
    return session;
  }

  /** Joins what was prepared: its consumers flow with the request itself. @throws AppError */
  async promote(options: JoinOptions): Promise<void> {
    const setup = await this.#ground.signaling.request(
      'joinVoice',
      {
        ...request(this.#ground, this.channelId),
        ...options.choice,
        moveHere: options.moveHere,
        preparedPeerId: this.peerId,
      },
      { signal: options.signal },
    );
    this.#present = setup.present;
    this.#told = options.choice;
    if (setup.peerId !== this.peerId) {
      throw new AppError('peer_not_found', 'what was prepared is gone');
    }
    // What appeared since was announced by `consumersOffered`; an offer known already is skipped.
    this.#receiveLater(setup);
  }

  /** Who was there when the join was answered. */
  get present(): readonly VoiceMember[] {
    return this.#present;
  }

  get health(): VoiceHealth {
    return this.#health;
  }

  get ended(): boolean {
    return this.#lifetime.ended;
  }

  /** Whether anything of this person reaches the server. */
  get producing(): boolean {
    return this.#send.producerCount > 0;
  }

  async produce(microphone: MicTrack, opus: OpusSettings, choice: VoiceChoice): Promise<void> {
    await this.#send.produceMicrophone(microphone.track, opus, choice.muted || choice.deafened);
  }

  /** Brings server and sender to the person's choice; MicTrack and Mixer have obeyed it already. */
  applyChoice(choice: VoiceChoice): void {
    clearTimeout(this.#closing);
    if (this.producing && (choice.muted || choice.deafened)) {
      this.#closing = setTimeout(() => {
        this.#settleChoice(choice);
      }, SILENCE_FIRST_MS);
    } else {
      this.#settleChoice(choice);
    }
  }

  close(): void {
    this.#lifetime.end();
  }

  #settleChoice(choice: VoiceChoice): void {
    this.#send.setPaused(choice.muted || choice.deafened);
    if (this.ended || (this.#told?.muted === choice.muted && this.#told.deafened === choice.deafened)) {
      return;
    }
    this.#told = choice;
    this.#ground.signaling.request('setVoiceState', choice).catch((thrown: unknown) => {
      this.#told = undefined; // the next change tells it again
      if (!this.ended) {
        this.events.emit('troubled', { error: AppError.from(thrown) });
      }
    });
  }

  async #receiveExisting(setup: VoiceSetup): Promise<void> {
    try {
      await this.#receive.add(setup.consumers);
    } catch (thrown) {
      this.close();
      throw AppError.from(thrown);
    }
  }

  #receiveLater({ consumers }: Pick<VoiceSetup, 'consumers'>): void {
    this.#receive.add(consumers).catch((thrown: unknown) => {
      const error = AppError.from(thrown);
      if (!this.ended && error.code !== 'cancelled') {
        this.events.emit('troubled', { error });
      }
    });
  }

  #listen(): void {
    const { signaling } = this.#ground;
    this.#lifetime.add(
      signaling.onNotice('consumersOffered', (notice) => {
        if (notice.peerId === this.peerId) {
          this.#receiveLater(notice);
        }
      }),
    );
    this.#lifetime.add(
      signaling.onNotice('consumersClosed', ({ peerId, consumerIds }) => {
        if (peerId === this.peerId) {
          this.#receive.remove(consumerIds);
        }
      }),
    );
    this.#lifetime.add(
      signaling.onNotice('voiceEnded', ({ peerId, reason, rejoin }) => {
        if (peerId === this.peerId) {
          this.events.emit('ended', { reason, rejoin });
        }
      }),
    );
    this.#watch('send');
    this.#watch('receive');
  }

  /** Health comes from the states of both transports together, never from the last event alone. */
  #watch(direction: TransportDirection): void {
    const { transport } = direction === 'send' ? this.#send : this.#receive;
    let restart: ReturnType<typeof setTimeout> | undefined;
    const calm = (): void => {
      clearTimeout(restart);
      restart = undefined;
    };
    this.#lifetime.add(calm);
    transport.on('connectionstatechange', (state) => {
      this.#states[direction] = state;
      if (state !== 'disconnected' && state !== 'failed') {
        calm();
      } else {
        const afterMs = state === 'failed' ? 0 : ICE_RESTART_AFTER_MS;
        restart ??= setTimeout(() => {
          restart = undefined;
          void this.#restartIce(direction);
        }, afterMs);
      }
      this.#measureHealth();
    });
  }

  async #restartIce(direction: TransportDirection): Promise<void> {
    const { transport } = direction === 'send' ? this.#send : this.#receive;
    try {
      const { iceParameters } = await this.#ground.signaling.request('restartIce', { direction });
      if (!this.ended) {
        await transport.restartIce({ iceParameters });
      }
    } catch {
      // The next step up is a full rejoin; the server does not know this peer any more, or does not answer.
      if (!this.ended) {
        this.events.emit('ended', { reason: 'media_failed', rejoin: true });
      }
    }
  }

  #measureHealth(): void {
    const states = Object.values(this.#states);
    const health: VoiceHealth = states.includes('failed')
      ? 'reconnecting'
      : states.includes('disconnected')
        ? 'unstable'
        : 'good';
    if (health !== this.#health && !this.ended) {
      this.#health = health;
      this.events.emit('healthChanged', { health });
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
