import type { Producer, Transport } from 'mediasoup-client/types';
import { AppError } from '../../../common/errors.ts';
import { Emitter } from '../../../common/emitter.ts';
import type { IngestAnswer } from '../../../common/ingest.ts';
import { producerId, type ProducerId } from '../../../common/ids.ts';
import { Lifetime, type Closable } from '../../../common/lifetime.ts';
import type { ProducerSource } from '../../../common/media.ts';
import type { RequestInput } from '../../../common/signaling.ts';
import type { Encoding } from './encodings.ts';

type Source = Exclude<ProducerSource, 'microphone'>;

/** A track to send; without an encoding it is sound. */
export interface Outgoing {
  readonly track: MediaStreamTrack;
  readonly encoding: Encoding | undefined;
}

/** What the server is asked. */
export interface SendRequests {
  closeProducer(id: ProducerId): Promise<unknown>;
  openIngest(wish: RequestInput<'openIngest'>): Promise<IngestAnswer>;
  closeIngest(): Promise<unknown>;
  /** Tells of ingests that ended by themselves; answers the function that ends it. */
  onIngestClosed(listener: (closed: { producerId: ProducerId }) => void): () => void;
  /** Tells of sources that the person may not send any more; answers the function that ends it. */
  onWithdrawn(listener: (withdrawn: { sources: readonly ProducerSource[] }) => void): () => void;
}

/** Sound of films and games rather than of a microphone. */
const SCREEN_SOUND = { opusStereo: true, opusDtx: false, opusFec: true, opusMaxAverageBitrate: 128_000 } as const;

/** The pictures that one peer sends, and the sound that belongs to them: a producer of each source. */
export class VideoSend implements Closable {
  readonly #lifetime = new Lifetime();
  readonly #transport: Transport;
  readonly #requests: SendRequests;
  readonly events = new Emitter<{
    ingestClosed: { producerId: ProducerId };
    withdrawn: { sources: readonly ProducerSource[] };
  }>();
  readonly #producers = new Map<Source, Producer>();
  /** Ended here, but the server was not reached. */
  readonly #untold = new Set<ProducerId>();
  /** The server has an ingest of this peer's, or may have one. */
  #ingest: 'none' | 'open' | 'unwanted' = 'none';
  #turn: Promise<unknown> = Promise.resolve();

  /** @param transport the peer's sending one, which stays its owner's and ends the producers with it */
  constructor(transport: Transport, requests: SendRequests) {
    this.#transport = transport;
    this.#requests = requests;
    this.#lifetime.add(() => {
      this.#producers.clear();
      this.events.clear();
    });
    this.#lifetime.add(
      requests.onIngestClosed((closed) => {
        this.events.emit('ingestClosed', closed);
      }),
    );
    this.#lifetime.add(
      requests.onWithdrawn((withdrawn) => {
        this.events.emit('withdrawn', withdrawn);
      }),
    );
  }

  /**
   * Sends this track as that source, from now on so encoded: by a new producer, or by the one that there is, without a
   * negotiation. @throws AppError the server's own, or `media_unsupported`
   */
  async send(source: Source, { track, encoding }: Outgoing): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#lifetime.ended || track.readyState === 'ended') {
        return;
      }
      await this.#tell();
      const known = this.#producers.get(source);
      if (known === undefined) {
        await this.#produce(source, track, encoding);
      } else if (known.track !== track) {
        await known.replaceTrack({ track });
      }
      const sender = this.#producers.get(source)?.rtpSender;
      if (encoding !== undefined && sender !== undefined) {
        track.contentHint = encoding.contentHint;
        await adjust(sender, encoding);
      }
    });
  }

  /** Ends what is sent as this source, if anything is. Never rejects: what the server missed is told later. */
  async stop(source: Source): Promise<void> {
    await this.#inTurn(async () => {
      const producer = this.#producers.get(source);
      if (producer !== undefined) {
        this.#producers.delete(source);
        producer.close();
        this.#untold.add(producerId.parse(producer.id));
        await this.#tell().catch(() => undefined);
      }
    });
  }

  /** A way in for a screen that comes without the browser. @throws AppError the server's own */
  async openIngest(wish: RequestInput<'openIngest'>): Promise<IngestAnswer> {
    let answer: IngestAnswer | undefined;
    await this.#inTurn(async () => {
      await this.#tell();
      this.#ingest = 'unwanted'; // should the answer get lost
      answer = await this.#requests.openIngest(wish);
      this.#ingest = 'open';
    });
    if (answer === undefined || this.#lifetime.ended) {
      throw new AppError('not_in_voice', 'the peer is gone');
    }
    return answer;
  }

  /** As `stop`. */
  async closeIngest(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#ingest === 'open') {
        this.#ingest = 'unwanted';
        await this.#tell().catch(() => undefined);
      }
    });
  }

  /** There is a connection again: what the server missed is told. Never rejects. */
  async retell(): Promise<void> {
    await this.#inTurn(() => this.#tell()).catch(() => undefined);
  }

  close(): void {
    this.#lifetime.end();
  }

  async #produce(source: Source, track: MediaStreamTrack, encoding: Encoding | undefined): Promise<void> {
    const shape =
      encoding === undefined
        ? { codecOptions: SCREEN_SOUND }
        : {
            encodings: encoding.layers.map((layer) => ({ ...layer })),
            codecOptions: { videoGoogleStartBitrate: 1_000 },
          };
    if (encoding !== undefined) {
      track.contentHint = encoding.contentHint;
    }
    const producer = await this.#transport
      .produce({ track, stopTracks: false, disableTrackOnPause: false, appData: { source }, ...shape })
      .catch((cause: unknown) => {
        throw cause instanceof AppError ? cause : new AppError('media_unsupported', 'it was not produced', { cause });
      });
    if (!this.#lifetime.ended) {
      this.#producers.set(source, producer);
    }
  }

  /** The server has one producer of each source: the one before is gone before another comes. */
  async #tell(): Promise<void> {
    for (const id of [...this.#untold]) {
      try {
        await this.#requests.closeProducer(id);
      } catch (thrown) {
        if (AppError.from(thrown).code !== 'producer_not_found') {
          throw thrown;
        }
      }
      this.#untold.delete(id);
    }
    if (this.#ingest === 'unwanted' && !this.#lifetime.ended) {
      try {
        await this.#requests.closeIngest();
      } catch (thrown) {
        if (AppError.from(thrown).code !== 'not_found') {
          throw thrown;
        }
      }
      this.#ingest = 'none';
    }
  }

  /** One change at a time. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined); // the next waits for the end of this one, whatever it is
    await turn;
  }
}

/** By the sender itself: mediasoup-client's own way renegotiates. */
async function adjust(sender: RTCRtpSender, { layers, degradation }: Encoding): Promise<void> {
  const parameters = sender.getParameters();
  parameters.degradationPreference = degradation;
  // Lowest first, like the layers; a source whose number of layers would change keeps the upper ones.
  const skipped = layers.length - parameters.encodings.length;
  parameters.encodings.forEach((encoding, index) => {
    const layer = layers[index + skipped];
    if (layer !== undefined) {
      encoding.maxBitrate = layer.maxBitrate;
      encoding.scaleResolutionDownBy = layer.scaleResolutionDownBy;
      if (layer.maxFramerate !== undefined) {
        encoding.maxFramerate = layer.maxFramerate;
      }
    }
  });
  try {
    await sender.setParameters(parameters);
  } catch (cause) {
    // Superseded by a newer state of the sender (its connection closed, or it was negotiated meanwhile).
    throw new AppError('media_unsupported', 'the sender could not be adjusted', { cause });
  }
}
