import type { Device } from 'mediasoup-client';
import type { Producer, Transport } from 'mediasoup-client/types';
import { AppError } from '../../common/errors.ts';
import type { ProducerId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import { rtpParameters, type RtpParameters, type TransportParameters } from '../../common/media.ts';
import type { OpusSettings } from '../../common/community.ts';
import type { Certificate } from './certificate.ts';

type ProduceRequest = (request: { rtpParameters: RtpParameters }) => Promise<ProducerId>;

/** The sending transport of one peer and its microphone's producer. */
export class SendPath implements Closable {
  readonly transport: Transport;
  readonly #lifetime = new Lifetime();
  #producer: Producer | undefined;
  #paused = false;

  constructor(device: Device, certificate: Certificate, parameters: TransportParameters, produce: ProduceRequest) {
    this.transport = this.#lifetime.own(
      device.createSendTransport({
        ...parameters,
        additionalSettings: { certificates: [certificate.certificate] },
      }),
    );
    this.transport.on('connect', (_parameters, done) => {
      done(); // connected by the join already, as the receiving one
    });
    this.transport.on('produce', (made, done, failed) => {
      produce({ rtpParameters: rtpParameters.parse(made.rtpParameters) }).then((id) => {
        done({ id });
      }, failed);
    });
  }

  get producerCount(): number {
    return this.#producer === undefined ? 0 : 1;
  }

  /** Once. @throws AppError the server's own, or `media_unsupported` */
  async produceMicrophone(track: MediaStreamTrack, opus: OpusSettings, paused: boolean): Promise<void> {
    this.#paused = paused;
    const producer = await this.transport
      .produce({
        track,
        stopTracks: false,
        disableTrackOnPause: false, // the gate already sends silence; the track also feeds nothing else
        zeroRtpOnPause: true,
        codecOptions: {
          opusStereo: opus.stereo,
          opusDtx: opus.dtx,
          opusFec: opus.fec,
          opusMaxAverageBitrate: opus.bitrateBps,
        },
      })
      .catch((cause: unknown) => {
        throw cause instanceof AppError
          ? cause
          : new AppError('media_unsupported', 'the microphone could not be produced', { cause });
      });
    if (this.#lifetime.ended) {
      producer.close();
      return;
    }
    this.#lifetime.own(producer);
    this.#producer = producer;
    this.#apply();
  }

  /** Pauses or resumes what is sent here; the server hears of it by `setVoiceState`. */
  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.#apply();
  }

  close(): void {
    this.#lifetime.end();
  }

  #apply(): void {
    if (this.#producer === undefined || this.#producer.paused === this.#paused) {
      return;
    }
    if (this.#paused) {
      this.#producer.pause();
    } else {
      this.#producer.resume();
    }
  }
}
