import { randomInt } from 'node:crypto';
import type { types } from 'mediasoup';
import type { ProducerId } from '../../../common/ids.ts';
import type { Closable } from '../../../common/lifetime.ts';
import type { ConsumerOffer } from '../../../common/voice.ts';
import type { Consumable } from '../Consumable.ts';
import { producerIdOf } from '../wire.ts';
import type { FloorMicrophone } from './FloorMicrophone.ts';
import { rewriteRtp, sequenceDistance, type RtpFields } from './rtp.ts';

const TICKS_PER_MS = 48;
/** At least one 20 ms frame between two speakers. */
const MIN_GAP_TICKS = 960;
/** After so long without a packet the next begins anew for the decoder. */
const PAUSE_MS = 60;

/** How the packets of its present holder become the place's own stream. */
interface Mapping {
  readonly firstSequence: number;
  readonly sequenceShift: number;
  readonly timestampShift: number;
}

/**
 * One place of a room's floor: a producer of the server's own that everybody consumes, carrying one speaker after
 * another as a single stream: one SSRC, unbroken sequence numbers, timestamps that follow the clock. Decoders see a
 * person who pauses.
 */
export class FloorPlace implements Consumable, Closable {
  readonly id: ProducerId;
  readonly source = 'microphone';
  readonly from: ConsumerOffer['from'];
  readonly producer: types.Producer;
  readonly #ssrc: number;
  #holder: FloorMicrophone | undefined;
  #mapping: Mapping | undefined;
  #lastSequence = randomInt(0, 0x1_00_00);
  #lastTimestamp = randomInt(0, 0x1_00_00_00_00);
  #lastMs: number | undefined;
  #lastVoiceMs = -Infinity;

  private constructor(index: number, producer: types.Producer, ssrc: number) {
    this.id = producerIdOf(producer);
    this.from = { kind: 'floor', place: index };
    this.producer = producer;
    this.#ssrc = ssrc;
  }

  /** @throws whatever the worker answers */
  static async open(index: number, transport: types.DirectTransport, router: types.Router): Promise<FloorPlace> {
    const ssrc = randomInt(1, 0xffff_ffff);
    const codec = router.rtpCapabilities.codecs?.find(({ mimeType }) => mimeType.toLowerCase() === 'audio/opus');
    const producer = await transport.produce({
      kind: 'audio',
      rtpParameters: {
        codecs: [
          {
            mimeType: 'audio/opus',
            payloadType: codec?.preferredPayloadType ?? 100,
            clockRate: 48_000,
            channels: 2,
            // Whoever comes may speak in stereo; a mono voice is decoded as well.
            parameters: { useinbandfec: 1, 'sprop-stereo': 1 },
          },
        ],
        encodings: [{ ssrc }],
      },
    });
    return new FloorPlace(index, producer, ssrc);
  }

  get closed(): boolean {
    return this.producer.closed;
  }

  get holder(): FloorMicrophone | undefined {
    return this.#holder;
  }

  /** Of the last packet with voice in it. */
  get lastVoiceMs(): number {
    return this.#lastVoiceMs;
  }

  /** From its next packet on this microphone is heard here. */
  give(holder: FloorMicrophone): void {
    this.#holder = holder;
    this.#mapping = undefined;
  }

  /** The holder is gone; who had it last stays told until another takes it. */
  release(): void {
    this.#holder = undefined;
    this.#mapping = undefined;
    this.#lastVoiceMs = -Infinity;
  }

  /** Rewrites and sends a packet of the holder. */
  send(packet: Buffer, { sequence, timestamp }: RtpFields, voiced: boolean, nowMs: number): void {
    const mapping = this.#mapping ?? this.#map(sequence, timestamp, nowMs);
    if (sequenceDistance(sequence, mapping.firstSequence) < 0) {
      return; // sent before it took the place, and late
    }
    const resumed = this.#lastMs === undefined || nowMs - this.#lastMs > PAUSE_MS;
    const fields = {
      sequence: (sequence + mapping.sequenceShift) & 0xffff,
      timestamp: (timestamp + mapping.timestampShift) >>> 0,
      ssrc: this.#ssrc,
      marker: resumed,
    };
    rewriteRtp(packet, fields);
    this.producer.send(packet);
    if (sequenceDistance(fields.sequence, this.#lastSequence) > 0) {
      this.#lastSequence = fields.sequence;
      this.#lastTimestamp = fields.timestamp;
      this.#lastMs = nowMs;
    }
    if (voiced) {
      this.#lastVoiceMs = nowMs;
    }
  }

  close(): void {
    this.producer.close();
  }

  #map(sequence: number, timestamp: number, nowMs: number): Mapping {
    const elapsed = this.#lastMs === undefined ? 0 : Math.round((nowMs - this.#lastMs) * TICKS_PER_MS);
    const mapping = {
      firstSequence: sequence,
      sequenceShift: this.#lastSequence + 1 - sequence,
      timestampShift: this.#lastTimestamp + Math.max(MIN_GAP_TICKS, elapsed) - timestamp,
    };
    this.#mapping = mapping;
    return mapping;
  }
}
