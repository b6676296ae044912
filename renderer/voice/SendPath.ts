import type { Producer, Transport } from 'mediasoup-client/types';
import { AppError } from '../../common/errors.ts';
import { producerId, type ProducerId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import {
  producerSource,
  rtpParameters,
  type ProducerSource,
  type RtpParameters,
  type TransportParameters,
} from '../../common/media.ts';
import type { OpusSettings } from '../../common/community.ts';
import type { Footing } from './Ground.ts';
import type { Valve, Valves } from './Valves.ts';

/** What the server is asked for a producer. */
export interface ProducerRequests {
  produce(request: { source: ProducerSource; rtpParameters: RtpParameters }): Promise<ProducerId>;
  close(id: ProducerId): Promise<unknown>;
}

/** The sending transport of one peer and its microphone's producer. */
export class SendPath implements Closable {
  readonly transport: Transport;
  readonly #lifetime = new Lifetime();
  readonly #requests: ProducerRequests;
  readonly #valves: Promise<Valves | undefined>;
  #valve: Valve | undefined;
  #producer: Producer | undefined;
  #opus: OpusSettings | undefined;
  #sending = false;
  #adjusting = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    { device, certificate, valves }: Pick<Footing, 'device' | 'certificate' | 'valves'>,
    parameters: TransportParameters,
    requests: ProducerRequests,
  ) {
    this.#requests = requests;
    this.#valves = valves;
    this.transport = this.#lifetime.own(
      device.createSendTransport({
        ...parameters,
        additionalSettings: { certificates: [certificate.certificate] },
      }),
    );
    this.#lifetime.add(() => {
      this.#valve?.close();
    });
    this.transport.on('connect', (_parameters, done) => {
      done(); // connected by the join already, as the receiving one
    });
    this.transport.on('produce', (made, done, failed) => {
      const source = producerSource.parse(made.appData['source']);
      this.#requests.produce({ source, rtpParameters: rtpParameters.parse(made.rtpParameters) }).then((id) => {
        done({ id });
      }, failed);
    });
  }

  get producing(): boolean {
    return this.#producer !== undefined;
  }

  /** Does nothing where it is produced already. @throws AppError the server's own, or `media_unsupported` */
  async produceMicrophone(track: MediaStreamTrack, opus: OpusSettings): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#producer === undefined && !this.#lifetime.ended) {
        await this.#make(track, opus);
      }
    });
  }

  /**
   * Follows the settings of the channel within the call. The bitrate changes at once; the others belong to what was
   * negotiated with everybody who listens, so the microphone is produced again: its sound misses a few round trips.
   * @throws AppError as `produceMicrophone`
   */
  async setOpus(opus: OpusSettings): Promise<void> {
    await this.#inTurn(async () => {
      const producer = this.#producer;
      const before = this.#opus;
      const track = producer?.track ?? undefined;
      if (producer === undefined || track === undefined || before === undefined) {
        return; // it will be produced with what holds then
      }
      if (opus.dtx === before.dtx && opus.fec === before.fec && opus.stereo === before.stereo) {
        this.#opus = opus;
        await this.#adjust();
        return;
      }
      await this.#requests.close(producerId.parse(producer.id));
      producer.close();
      this.#producer = undefined;
      if (!this.#lifetime.ended) {
        await this.#make(track, opus);
      }
    });
  }

  /**
   * Starts or stops the packets of the microphone, within the browser alone and without a negotiation (mediasoup-
   * client's pause and setRtpEncodingParameters make one): by the valve behind the encoder, which loses nothing, or where
   * there is none by `active` of the encoding, which starts the encoder anew and costs the beginning of a word about 20 ms
   * in Chromium (https://w3c.github.io/webrtc-pc/#dom-rtcrtpencodingparameters-active). RTP's clock goes on in both, so
   * that the others' jitter buffers see a pause and not a delay.
   * @param sinceMs wall clock: what was encoded from then on is sent, although the word comes only now
   */
  async setSending(sending: boolean, sinceMs: number): Promise<void> {
    this.#sending = sending;
    this.#valve?.set(sending, sinceMs);
    await this.#adjust();
  }

  close(): void {
    this.#lifetime.end();
  }

  async #make(track: MediaStreamTrack, opus: OpusSettings): Promise<void> {
    const valves = await this.#valves;
    const producer = await this.transport
      .produce({
        track,
        appData: { source: 'microphone' satisfies ProducerSource },
        stopTracks: false,
        disableTrackOnPause: false, // never paused here: `setSending` stops its packets, the server mutes
        onRtpSender: (sender) => {
          this.#valve?.close();
          this.#valve = valves?.fit(sender);
          this.#valve?.set(this.#sending, Date.now());
        },
        encodings: [{ active: valves !== undefined || this.#sending, maxBitrate: opus.bitrateBps }],
        codecOptions: {
          opusStereo: opus.stereo,
          opusDtx: opus.dtx && !opus.stereo, // of music, what is quiet is no silence
          opusFec: opus.fec,
          opusMaxAverageBitrate: opus.bitrateBps,
          opusNack: true, // lost packets are sent again: of 20 % almost nothing is missing then
        },
      })
      .catch((cause: unknown) => {
        throw cause instanceof AppError
          ? cause
          : new AppError('media_unsupported', 'the microphone could not be produced', { cause });
      });
    // Ended meanwhile: the transport has closed it.
    if (!this.#lifetime.ended) {
      this.#producer = producer;
      this.#opus = opus;
      await this.#adjust();
    }
  }

  /** Brings the sender to what is wanted; changes that come meanwhile are found by the one that is on its way. */
  async #adjust(): Promise<void> {
    if (this.#adjusting) {
      return;
    }
    this.#adjusting = true;
    try {
      for (;;) {
        const sender = this.#lifetime.ended ? undefined : this.#producer?.rtpSender;
        const parameters = sender?.getParameters();
        const encoding = parameters?.encodings[0];
        const wanted = { active: this.#valve !== undefined || this.#sending, maxBitrate: this.#opus?.bitrateBps };
        if (
          sender === undefined ||
          parameters === undefined ||
          encoding === undefined ||
          (encoding.active === wanted.active && encoding.maxBitrate === wanted.maxBitrate)
        ) {
          return;
        }
        Object.assign(encoding, wanted);
        await sender.setParameters(parameters);
      }
    } catch (cause) {
      if (this.producing && !this.#lifetime.ended) {
        throw new AppError('media_unsupported', 'the microphone could not be adjusted', { cause });
      }
    } finally {
      this.#adjusting = false;
    }
  }

  /** One change of the producer at a time. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined); // the next waits for the end of this one, whatever it is
    await turn;
  }
}
