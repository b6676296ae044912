import type { Consumer, Transport } from 'mediasoup-client/types';
import type { OpusSettings } from '../../../common/community.ts';
import { Emitter } from '../../../common/emitter.ts';
import { AppError } from '../../../common/errors.ts';
import type { ChannelId } from '../../../common/ids.ts';
import { Lifetime, type Closable } from '../../../common/lifetime.ts';
import type { ConsumerOffer } from '../../../common/offer.ts';
import type { ClientQuality } from '../../../common/quality.ts';
import type { RequestAnswer } from '../../../common/signaling.ts';
import { QualityMeter } from '../QualityMeter.ts';
import { SendPath } from '../SendPath.ts';
import type { VoiceGround } from '../VoiceSession.ts';

interface ServerEchoEvents {
  /** Of the last second. */
  measured: { quality: ClientQuality };
  /** Not by `close`: its time is over, or what broke. */
  ended: { error: AppError | undefined };
}

/** Whose settings hold for what is sent. */
export interface EchoChannel {
  readonly id: ChannelId;
  readonly opus: OpusSettings;
}

const CONNECT_MS = 8_000;
const MEASURE_EVERY_MS = 1_000;

/** One's own microphone by way of the server: sent there as in a call, and heard when it comes back. Nobody else has it. */
export class ServerEcho implements Closable {
  readonly events = new Emitter<ServerEchoEvents>();
  readonly #ground: VoiceGround;
  readonly #lifetime = new Lifetime();
  readonly #send: SendPath;
  readonly #receive: Transport;
  #offer: ConsumerOffer | undefined;

  private constructor(ground: VoiceGround, setup: RequestAnswer<'openEcho'>) {
    const { signaling, device, certificate } = ground;
    this.#ground = ground;
    const life = this.#lifetime;
    life.add(() => {
      this.events.clear();
    });
    life.add(() => {
      farewell(ground);
    });
    this.#send = life.own(
      new SendPath(ground, setup.sendTransport, {
        produce: async ({ rtpParameters }) => {
          const { producerId, consumer } = await signaling.request('produceEcho', { rtpParameters });
          this.#offer = consumer;
          return producerId;
        },
        close: async () => signaling.request('closeEcho', {}),
      }),
    );
    this.#receive = life.own(
      device.createRecvTransport({
        ...setup.receiveTransport,
        additionalSettings: { certificates: [certificate.certificate] },
      }),
    );
    this.#receive.on('connect', (_parameters, done) => {
      done(); // the server connected its end when it was asked
    });
    const patience = setTimeout(() => {
      if (this.#transports.some(({ connectionState }) => connectionState !== 'connected')) {
        this.#end(new AppError('ice_failed', 'the transports of the echo never connected'));
      }
    }, CONNECT_MS);
    life.add(() => {
      clearTimeout(patience);
    });
    for (const transport of this.#transports) {
      transport.on('connectionstatechange', (state) => {
        if (state === 'failed') {
          this.#end(new AppError('ice_failed', 'a transport of the echo failed'));
        }
      });
    }
    life.add(
      signaling.onNotice('echoEnded', ({ peerId, reason }) => {
        if (peerId === setup.peerId) {
          this.#end(reason === 'expired' ? undefined : new AppError('media_unavailable', 'the echo ended'));
        }
      }),
    );
    life.add(
      signaling.events.on('disconnected', ({ error }) => {
        this.#end(error); // the server ends it with the connection
      }),
    );
  }

  /**
   * @param track borrowed
   * @throws AppError the server's own, `media_unsupported`; `cancelled` when `signal` ended it
   */
  static async open(
    ground: VoiceGround,
    channel: EchoChannel,
    track: MediaStreamTrack,
    signal: AbortSignal,
  ): Promise<ServerEcho> {
    const { signaling, rtpCapabilities, certificate } = ground;
    const request = {
      channelId: channel.id,
      rtpCapabilities,
      sendFingerprints: certificate.fingerprints,
      receiveFingerprints: certificate.fingerprints,
    };
    let echo: ServerEcho;
    try {
      echo = new ServerEcho(ground, await signaling.request('openEcho', request, { signal }));
    } catch (thrown) {
      if (signal.aborted) {
        farewell(ground); // the server may have opened it
      }
      throw thrown;
    }
    try {
      await echo.#connect(track, channel.opus, signal);
      return echo;
    } catch (thrown) {
      echo.close();
      throw signal.aborted ? new AppError('cancelled', 'the echo is no longer wanted') : thrown;
    }
  }

  close(): void {
    this.#lifetime.end();
  }

  get #transports(): readonly Transport[] {
    return [this.#send.transport, this.#receive];
  }

  async #connect(track: MediaStreamTrack, opus: OpusSettings, signal: AbortSignal): Promise<void> {
    await this.#send.produceMicrophone(track, opus);
    await this.#send.setSending(true, Date.now()); // also what the gate makes silent: it costs nobody else anything
    const offer = this.#offer;
    if (offer === undefined) {
      throw new AppError('media_unsupported', 'nothing comes back');
    }
    const { consumerId, producerId, kind, rtpParameters } = offer;
    const consumer = await this.#receive
      .consume({ id: consumerId, producerId, kind, rtpParameters, streamId: producerId })
      .catch((cause: unknown) => {
        throw new AppError('media_unsupported', 'the echo could not be set up', { cause });
      });
    signal.throwIfAborted();
    this.#play(consumer);
    await this.#ground.signaling.request('resumeEcho', {}, { signal });
    const meter = this.#lifetime.own(
      new QualityMeter(async () => Promise.all(this.#transports.map(async (one) => one.getStats())), MEASURE_EVERY_MS),
    );
    meter.events.on('measured', (measured) => {
      this.events.emit('measured', measured);
    });
  }

  /** Beside everybody else's sound, deafened or not. */
  #play(consumer: Consumer): void {
    const { mixer } = this.#ground;
    const media = new MediaStream([consumer.track]);
    // Chromium decodes for Web Audio only what an element plays too: as in `RemoteAudio`.
    const element = new Audio();
    element.muted = true;
    element.srcObject = media;
    element.play().catch(() => undefined); // muted playback is never refused; a rejection means it was closed first
    this.#lifetime.add(() => {
      element.pause();
      element.srcObject = null;
    });
    this.#lifetime.add(mixer.audition(mixer.context.createMediaStreamSource(media)));
  }

  #end(error: AppError | undefined): void {
    if (!this.#lifetime.ended) {
      this.events.emit('ended', { error });
      this.close();
    }
  }
}

/** The server need not wait for the end of its time. */
function farewell({ signaling }: VoiceGround): void {
  if (signaling.connected) {
    signaling.request('closeEcho', {}).catch(() => undefined); // it ends by itself too
  }
}
