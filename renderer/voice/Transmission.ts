import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import type { OpusSettings } from '../../common/community.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import { KIND_OF_SOURCE, type TransportParameters } from '../../common/media.ts';
import type { SignalingClient } from '../signaling/SignalingClient.ts';
import type { Footing } from './Ground.ts';
import { persist } from './persist.ts';
import { SendPath } from './SendPath.ts';
import { VideoSend } from './video/VideoSend.ts';
import type { VoiceChoice } from './VoiceState.ts';

interface TransmissionEvents {
  troubled: { error: AppError };
}

/**
 * A microphone that falls silent sends silence for this long before its packets stop: without it the others' decoders
 * would draw the last sound out for half a second (concealment of what they take for loss).
 */
const SILENCE_FIRST_MS = 100;

/**
 * The sending half of a session: the microphone's producer, packets only while there is something to hear, and what the
 * server is told of mute, deafen and speaking.
 */
export class Transmission implements Closable {
  readonly events = new Emitter<TransmissionEvents>();
  /** Pictures, by the same transport. */
  readonly video: VideoSend;
  readonly #lifetime = new Lifetime();
  readonly #signaling: SignalingClient;
  readonly #path: SendPath;
  /** What the server knows of the person's choice; undefined where it may know another. */
  #told: VoiceChoice | undefined;
  #transmitting = false;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #choosing: ReturnType<typeof setTimeout> | undefined;

  constructor(signaling: SignalingClient, footing: Footing, parameters: TransportParameters) {
    this.#signaling = signaling;
    this.#lifetime.add(() => {
      this.events.clear();
    });
    this.#path = this.#lifetime.own(
      new SendPath(footing, parameters, {
        produce: async ({ source, rtpParameters }) => {
          const answer = await signaling.request('produce', {
            source,
            kind: KIND_OF_SOURCE[source],
            rtpParameters,
            paused: false, // mute is the voice state's business: the server applies it to this producer too
          });
          return answer.producerId;
        },
        close: async (producerId) => signaling.request('closeProducer', { producerId }),
      }),
    );
    this.video = this.#lifetime.own(
      new VideoSend(this.#path.transport, {
        closeProducer: async (producerId) => signaling.request('closeProducer', { producerId }),
        openIngest: async (wish) => signaling.request('openIngest', wish),
        closeIngest: async () => signaling.request('closeIngest', {}),
        onIngestClosed: (listener) => signaling.onNotice('ingestClosed', listener),
        onWithdrawn: (listener) => signaling.onNotice('sourcesWithdrawn', listener),
      }),
    );
    this.#lifetime.add(() => {
      clearTimeout(this.#silence);
      clearTimeout(this.#choosing);
    });
  }

  get transport(): SendPath['transport'] {
    return this.#path.transport;
  }

  /** The server took the microphone. */
  get producing(): boolean {
    return this.#path.producing;
  }

  /** @throws AppError as `SendPath.produceMicrophone` */
  async produce(track: MediaStreamTrack, opus: OpusSettings): Promise<void> {
    await persist(
      async () => this.#path.produceMicrophone(track, opus),
      () => !this.#lifetime.ended && this.#signaling.connected,
    );
    this.#tellSpeaking();
  }

  setOpus(opus: OpusSettings): void {
    this.#path.setOpus(opus).catch((thrown: unknown) => {
      this.#fail(thrown);
    });
  }

  /**
   * The gate opened or closed. The first packet leaves with the frame that opened it, the last after some silence.
   * @param sinceMs wall clock of it
   */
  setTransmitting(transmitting: boolean, sinceMs = Date.now()): void {
    if (transmitting === this.#transmitting) {
      return;
    }
    this.#transmitting = transmitting;
    clearTimeout(this.#silence);
    if (transmitting) {
      this.#send(true, sinceMs);
    } else {
      this.#silence = setTimeout(() => {
        this.#send(false, Date.now());
      }, SILENCE_FIRST_MS);
    }
    this.#tellSpeaking();
  }

  /** The join carried this choice. */
  chosen(choice: VoiceChoice): void {
    this.#told = choice;
  }

  /** Tells the server of the person's choice, which MicTrack and Mixer have obeyed already. */
  applyChoice(choice: VoiceChoice): void {
    clearTimeout(this.#choosing);
    if (this.#path.producing && (choice.muted || choice.deafened)) {
      // The server cuts the microphone off when it hears of it: the last of the silence must have passed by then.
      this.#choosing = setTimeout(() => {
        this.#tellChoice(choice);
      }, SILENCE_FIRST_MS);
    } else {
      this.#tellChoice(choice);
    }
  }

  /** The connection was away: what was said into it meanwhile is said again. */
  retell(choice: VoiceChoice): void {
    this.applyChoice(choice);
    this.#tellSpeaking();
  }

  close(): void {
    this.#lifetime.end();
  }

  #tellChoice(choice: VoiceChoice): void {
    if (this.#lifetime.ended || (this.#told?.muted === choice.muted && this.#told.deafened === choice.deafened)) {
      return;
    }
    this.#told = choice;
    this.#signaling.request('setVoiceState', choice).catch((thrown: unknown) => {
      this.#told = undefined; // the next change, or the next connection, tells it again
      this.#fail(thrown);
    });
  }

  #tellSpeaking(): void {
    if (this.#path.producing && this.#signaling.connected) {
      // A lost speaking change is corrected by the next one, half a second later.
      this.#signaling.request('setSpeaking', { speaking: this.#transmitting }).catch(() => undefined);
    }
  }

  #send(sending: boolean, sinceMs: number): void {
    this.#path.setSending(sending, sinceMs).catch((thrown: unknown) => {
      this.#fail(thrown);
    });
  }

  #fail(thrown: unknown): void {
    if (!this.#lifetime.ended) {
      this.events.emit('troubled', { error: AppError.from(thrown) });
    }
  }
}
