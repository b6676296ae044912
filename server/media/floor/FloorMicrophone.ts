import type { types } from 'mediasoup';
import type { MemberId } from '../../../common/ids.ts';
import { Lifetime, type Closable } from '../../../common/lifetime.ts';
import { headerExtensionIdOf } from '../engine.ts';
import type { PeerProducer } from '../PeerProducer.ts';
import type { Contender } from './policy.ts';
import { readRtp, SILENT_LEVEL, type RtpFields } from './rtp.ts';

/** Above this (in -dBov) there is nothing to hear: silence, comfort noise, a closed gate. */
const VOICE_LEVEL_MAX = 100;
/** Taken for microphones that do not tell their level. */
const UNKNOWN_LEVEL = 40;
const SMOOTHING = 0.2;
/** How long a voice that finds no place in a crowd is not listened to. */
const REST_MS = 500;

export interface HeardPacket {
  readonly packet: Buffer;
  readonly fields: RtpFields;
  readonly voiced: boolean;
}

/** Whose microphone it is, and who has to know which place carries it. */
export interface FloorOwner {
  readonly memberId: MemberId;
  readonly priority: boolean;
  /** The owner is not to hear itself: told before the first packet goes there. */
  setOwnPlace(place: number | undefined): void;
  /** There was voice in what arrived. */
  heard(): void;
}

/** A microphone as the floor listens to it: its packets, as they arrive, in this process. Owns the consumer. */
export class FloorMicrophone implements Contender, Closable {
  readonly owner: FloorOwner;
  louderSinceMs: number | undefined;
  readonly #consumer: types.Consumer;
  readonly #life = new Lifetime();
  #level = SILENT_LEVEL;
  #rest: NodeJS.Timeout | undefined;

  private constructor(owner: FloorOwner, consumer: types.Consumer) {
    this.owner = owner;
    this.#consumer = consumer;
    this.#life.add(() => {
      clearTimeout(this.#rest);
      consumer.close();
    });
  }

  /** @param onPacket packets are the listener's to change */
  static async open(
    owner: FloorOwner,
    microphone: PeerProducer,
    transport: types.DirectTransport,
    router: types.Router,
    onPacket: (from: FloorMicrophone, heard: HeardPacket) => void,
  ): Promise<FloorMicrophone> {
    const consumer = await transport.consume({
      producerId: microphone.id,
      rtpCapabilities: router.rtpCapabilities,
      paused: true,
    });
    const self = new FloorMicrophone(owner, consumer);
    const levelId = headerExtensionIdOf(consumer, 'urn:ietf:params:rtp-hdrext:ssrc-audio-level');
    consumer.on('rtp', (packet) => {
      const fields = readRtp(packet, levelId);
      if (fields !== undefined) {
        onPacket(self, { packet, fields, voiced: self.#measure(fields.level) });
      }
    });
    try {
      await consumer.resume();
    } catch (fault) {
      // The floor ended meanwhile, and mediasoup keeps for ever what comes later.
      self.close();
      throw fault;
    }
    return self;
  }

  get priority(): boolean {
    return this.owner.priority;
  }

  get level(): number {
    return this.#level;
  }

  /** Tells once when the microphone is gone. */
  onGone(listener: () => void): void {
    this.#consumer.observer.once('close', listener);
  }

  /** Not listened to for a while: a crowd costs no more than those it may hear. */
  rest(): void {
    if (this.#rest !== undefined || this.#consumer.closed) {
      return;
    }
    this.#setPaused(true);
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.#setPaused(false);
    }, REST_MS);
  }

  close(): void {
    this.#life.end();
  }

  #setPaused(paused: boolean): void {
    const change = paused ? this.#consumer.pause() : this.#consumer.resume();
    // The microphone may close while the worker is asked: then there is nothing left to pause.
    change.catch(() => undefined);
  }

  /** @returns whether there is voice in it */
  #measure(level: number = UNKNOWN_LEVEL): boolean {
    if (level > VOICE_LEVEL_MAX) {
      return false;
    }
    this.#level = this.#level === SILENT_LEVEL ? level : this.#level + (level - this.#level) * SMOOTHING;
    return true;
  }
}
