import { randomBytes } from 'node:crypto';
import type { types } from 'mediasoup';
import { AppError } from '../../common/errors.ts';
import type { CryptoSuite, IngestAnswer, IngestCodec, IngestEnd, IngestWish } from '../../common/ingest.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import { produce } from './engine.ts';
import { IngestGate } from './IngestGate.ts';
import {
  AUDIO_CLOCK_RATE,
  availableCodecs,
  codecOf,
  EXTENSIONS,
  screenParameters,
  soundParameters,
  soundPayloadType,
} from './ingestCodecs.ts';
import { srtpAuthenticator } from './srtpAuth.ts';
import type { Ssrcs } from './Ssrcs.ts';
import { producerIdOf } from './wire.ts';

/** Where ingests take RTP in. */
export interface IngestAddress {
  readonly listen: string;
  /** What senders are told; null when they know best. */
  readonly announced: string | null;
}

/** What a room lends to the ingests of its peers. */
export interface IngestGround {
  readonly router: types.Router;
  readonly ssrcs: Ssrcs;
  readonly address: IngestAddress;
  /** SSRCs that the peers' own producers chose. */
  readonly isTaken: (ssrc: number) => boolean;
}

/** Key and salt: https://mediasoup.org/documentation/v3/mediasoup/srtp-parameters/ */
const KEY_BYTES: Readonly<Record<CryptoSuite, number>> = { AEAD_AES_128_GCM: 28, AES_CM_128_HMAC_SHA1_80: 30 };

/** How long an ingest may bring nothing authentic before it ends. */
const SILENT_MS = 15_000;
const LOOK_EVERY_MS = 3_000;

/**
 * A screen that arrives as SRTP without WebRTC, from one socket of the desktop app. Owns its transport, with which its
 * producers go, and the gate before it. What does not authenticate is never taken in, and the first authentic packet's
 * source is the only one from then on.
 */
export class Ingest implements Closable {
  readonly #life = new Lifetime();
  readonly #transport: types.PlainTransport;
  readonly #port: number;
  readonly #wish: IngestWish;
  readonly #codec: IngestCodec;
  readonly #available: IngestCodec[];
  readonly #announced: string | null;
  readonly #ssrcs: { readonly screen: number; readonly sound: number };
  readonly #cname = randomBytes(12).toString('base64url');
  readonly #sendKey: string;
  readonly #maxBitrateBps: number;

  private constructor(
    transport: types.PlainTransport,
    gate: IngestGate,
    sendKey: string,
    codec: IngestCodec,
    wish: IngestWish,
    maxBitrateBps: number,
    ground: IngestGround,
  ) {
    this.#transport = transport;
    this.#port = gate.port;
    this.#sendKey = sendKey;
    this.#codec = codec;
    this.#wish = wish;
    this.#maxBitrateBps = maxBitrateBps;
    this.#available = availableCodecs(ground.router);
    this.#announced = ground.address.announced;
    const { ssrcs, isTaken } = ground;
    this.#ssrcs = { screen: ssrcs.take(isTaken), sound: ssrcs.take(isTaken) };
    this.#life.add(() => {
      ssrcs.giveBack(this.#ssrcs.screen);
      ssrcs.giveBack(this.#ssrcs.sound);
    });
    this.#life.own(gate);
    this.#life.add(() => {
      transport.close();
    });
    transport.observer.once('close', () => {
      this.close();
    });
  }

  /**
   * @param maxBitrateBps what may come in, told by REMB
   * @throws AppError `invalid` when none of the codecs is the router's, `media_unavailable`
   */
  static async open(wish: IngestWish, maxBitrateBps: number, ground: IngestGround): Promise<Ingest> {
    const codecs = availableCodecs(ground.router);
    const codec = wish.preferredCodecs.find((name) => codecs.includes(name));
    if (codec === undefined) {
      throw new AppError('invalid', 'none of these codecs is spoken here');
    }
    const { cryptoSuite } = wish;
    const failed = (fault: unknown): never => {
      throw new AppError('media_unavailable', 'the ingest could not be made', { cause: fault });
    };
    const gate = await IngestGate.open(ground.address.listen).catch(failed);
    let transport: types.PlainTransport | undefined;
    try {
      transport = await ground.router
        .createPlainTransport({
          listenInfo: { protocol: 'udp', ip: gate.inside.ip },
          rtcpMux: true,
          enableSrtp: true,
          srtpCryptoSuite: cryptoSuite,
        })
        .catch(failed);
      await transport.setMaxIncomingBitrate(maxBitrateBps);
      const sendKey = randomBytes(KEY_BYTES[cryptoSuite]).toString('base64');
      await transport.connect({ ...gate.inside, srtpParameters: { cryptoSuite, keyBase64: sendKey } });
      await gate.pass(transport.tuple.localPort, srtpAuthenticator(cryptoSuite, sendKey));
      return new Ingest(transport, gate, sendKey, codec, wish, maxBitrateBps, ground);
    } catch (fault) {
      transport?.close();
      gate.close();
      throw fault;
    }
  }

  get closed(): boolean {
    return this.#life.ended;
  }

  async produceScreen(paused: boolean): Promise<types.Producer> {
    const stream = { ssrc: this.#ssrcs.screen, cname: this.#cname };
    return produce(this.#transport, 'video', screenParameters(this.#codec, stream), paused);
  }

  async produceSound(paused: boolean): Promise<types.Producer> {
    const stream = { ssrc: this.#ssrcs.sound, cname: this.#cname };
    return produce(this.#transport, 'audio', soundParameters(stream), paused);
  }

  /** @param sound undefined where none was wanted */
  describe(screen: types.Producer, sound: types.Producer | undefined): IngestAnswer {
    const { payloadType, ...codec } = codecOf(this.#codec);
    const receiveKey = this.#transport.srtpParameters?.keyBase64;
    if (receiveKey === undefined) {
      throw new AppError('media_unavailable', 'the ingest closed meanwhile');
    }
    return {
      producerId: producerIdOf(screen),
      address: { ip: this.#announced, port: this.#port },
      codec,
      availableCodecs: this.#available,
      payloadType,
      ssrc: this.#ssrcs.screen,
      cname: this.#cname,
      srtp: { cryptoSuite: this.#wish.cryptoSuite, sendKey: this.#sendKey, receiveKey },
      extensions: EXTENSIONS,
      sound:
        sound === undefined
          ? null
          : {
              producerId: producerIdOf(sound),
              payloadType: soundPayloadType,
              ssrc: this.#ssrcs.sound,
              clockRate: AUDIO_CLOCK_RATE,
            },
      maxBitrateBps: this.#maxBitrateBps,
    };
  }

  /** What may come in from now on, bit/s. */
  async limit(maxBitrateBps: number): Promise<void> {
    if (!this.closed) {
      await this.#transport.setMaxIncomingBitrate(maxBitrateBps);
    }
  }

  /** Told at most once, when nothing comes (any more). */
  watch(onEnd: (why: IngestEnd) => void): void {
    let bytes = 0;
    let sinceMs = performance.now();
    const timer = setInterval(() => {
      this.#bytesReceived()
        .then((now) => {
          if (now !== bytes) {
            bytes = now;
            sinceMs = performance.now();
          } else if (performance.now() - sinceMs >= SILENT_MS && !this.closed) {
            onEnd('silent');
            this.close();
          }
        })
        // It closed under the question.
        .catch(() => undefined);
    }, LOOK_EVERY_MS);
    this.#life.add(() => {
      clearInterval(timer);
    });
  }

  close(): void {
    this.#life.end();
  }

  /** Of RTP that authenticated. */
  async #bytesReceived(): Promise<number> {
    const [stats] = await this.#transport.getStats();
    return stats?.rtpBytesReceived ?? 0;
  }
}
