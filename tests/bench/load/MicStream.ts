import { randomFillSync, randomInt } from 'node:crypto';
import type { Closable } from '../../../common/lifetime.ts';
import type { RtpParameters } from '../../../common/media.ts';
import { opusParameters } from '../../fakes/Guest.ts';
import type { MediaTransport } from './MediaTransport.ts';
import { writeHeader } from './rtp.ts';

export const FRAME_MS = 20;
const SAMPLES_PER_FRAME = 960;
const AUDIO_LEVEL_URI = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
const AUDIO_LEVEL_ID = 10;
/** Voice activity, and -20 dBov: RFC 6464. */
const SPEAKING_LEVEL = Buffer.from([0x80 | 20]);
/** Opus at 40 kbit/s; not sound, which nobody here decodes. */
const PAYLOAD_BYTES = 100;
const filler = randomFillSync(Buffer.alloc(PAYLOAD_BYTES));

/** What is said in a frame instead of sound. */
export interface Frame {
  /** `performance.now()` of the sending. */
  readonly sentMs: number;
  /** How often this microphone began to speak before. */
  readonly spurt: number;
  /** Its place in the spurt, from 0. */
  readonly index: number;
}

const FRAME_BYTES = 16;

export const readFrame = (payload: Buffer): Frame => ({
  sentMs: payload.readDoubleBE(0),
  spurt: payload.readUInt32BE(8),
  index: payload.readUInt32BE(12),
});

const writeFrame = ({ sentMs, spurt, index }: Frame): Buffer => {
  const payload = Buffer.alloc(PAYLOAD_BYTES);
  payload.writeDoubleBE(sentMs, 0);
  payload.writeUInt32BE(spurt, 8);
  payload.writeUInt32BE(index, 12);
  filler.copy(payload, FRAME_BYTES, FRAME_BYTES);
  return payload;
};

/** A microphone's RTP: 50 packets a second while it speaks, nothing while it does not. */
export class MicStream implements Closable {
  readonly rtpParameters: RtpParameters;
  readonly #transport: MediaTransport;
  readonly #ssrc: number;
  readonly #payloadType: number;
  readonly #extensions: readonly { id: number; value: Buffer }[];
  #timer: NodeJS.Timeout | undefined;
  #sequence = randomInt(0x1_0000);
  /** Of RTP: goes on through silence, as the sound card's clock does. */
  readonly #startMs = performance.now();
  readonly #startTimestamp = randomInt(0xffff_ffff);
  #spurt = -1;

  constructor(transport: MediaTransport) {
    this.#transport = transport;
    const parameters = opusParameters();
    const { headerExtensions = [], encodings = [], codecs, mid = '0' } = parameters;
    this.rtpParameters = {
      ...parameters,
      headerExtensions: [...headerExtensions, { uri: AUDIO_LEVEL_URI, id: AUDIO_LEVEL_ID }],
    };
    this.#ssrc = encodings[0]?.ssrc ?? 0;
    this.#payloadType = codecs[0]?.payloadType ?? 0;
    this.#extensions = [
      ...headerExtensions.map(({ id }) => ({ id, value: Buffer.from(mid) })),
      { id: AUDIO_LEVEL_ID, value: SPEAKING_LEVEL },
    ];
  }

  get speaking(): boolean {
    return this.#timer !== undefined;
  }

  /** How often it began to speak. */
  get spurts(): number {
    return this.#spurt + 1;
  }

  /** The first frame leaves at once. */
  speak(): void {
    if (this.speaking) {
      return;
    }
    this.#spurt += 1;
    const beganMs = performance.now();
    let index = 0;
    const next = (): void => {
      // By the schedule, not by the last frame: late timers catch up, and the rate stays.
      while (performance.now() >= beganMs + index * FRAME_MS) {
        this.#send(index);
        index += 1;
      }
      this.#timer = setTimeout(next, Math.max(0, Math.ceil(beganMs + index * FRAME_MS - performance.now())));
    };
    next();
  }

  fallSilent(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  close(): void {
    this.fallSilent();
  }

  #send(index: number): void {
    const sentMs = performance.now();
    const frames = Math.round((sentMs - this.#startMs) / FRAME_MS);
    const header = writeHeader({
      payloadType: this.#payloadType,
      marker: index === 0,
      sequence: this.#sequence,
      timestamp: this.#startTimestamp + frames * SAMPLES_PER_FRAME,
      ssrc: this.#ssrc,
      extensions: this.#extensions,
    });
    this.#sequence += 1;
    this.#transport.send(header, writeFrame({ sentMs, spurt: this.#spurt, index }));
  }
}
