import type { Consumer } from 'mediasoup-client/types';
import type { ConsumerId, MemberId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { ConsumerOffer, Floor } from '../../common/voice.ts';
import type { Mixer } from './Mixer.ts';

/** Whose sound this is right now; undefined for a place of the floor that nobody had yet. */
export const speakerOf = (from: ConsumerOffer['from'], floor: Floor): MemberId | undefined =>
  from.kind === 'member' ? from.memberId : (floor[from.place] ?? undefined);

/**
 * One person's (or screen's) sound, or that of whoever has a place of the floor: the mediasoup consumer and the audio
 * nodes that carry it to the Mixer.
 */
export class RemoteAudio implements Closable {
  readonly consumerId: ConsumerId;
  /** As statistics name it. */
  readonly trackId: string;
  readonly #from: ConsumerOffer['from'];
  readonly #receiver: RTCRtpReceiver | undefined;
  readonly #lifetime = new Lifetime();
  #floor: Floor = [];

  private constructor(consumer: Consumer, consumerId: ConsumerId, from: ConsumerOffer['from']) {
    this.consumerId = consumerId;
    this.trackId = consumer.track.id;
    this.#receiver = consumer.rtpReceiver;
    this.#from = from;
  }

  /** Takes the consumer over: it ends with this. */
  static open(consumer: Consumer, consumerId: ConsumerId, from: ConsumerOffer['from'], mixer: Mixer): RemoteAudio {
    const audio = new RemoteAudio(consumer, consumerId, from);
    const life = audio.#lifetime;
    life.own(consumer);
    const media = new MediaStream([consumer.track]);
    // Chromium decodes a remote track for Web Audio only while an element plays it too
    // (https://issues.chromium.org/issues/40094084), so one does, silently.
    const pull = new Audio();
    pull.muted = true;
    pull.srcObject = media;
    pull.play().catch(() => undefined); // muted playback is never refused; a rejection means it was closed first
    life.add(() => {
      pull.pause();
      pull.srcObject = null;
    });
    const source = mixer.context.createMediaStreamSource(media);
    const volume = mixer.context.createGain();
    source.connect(volume).connect(mixer.input);
    life.add(() => {
      source.disconnect();
      volume.disconnect();
    });
    return audio;
  }

  /** Whose sound it is right now. */
  get memberId(): MemberId | undefined {
    return speakerOf(this.#from, this.#floor);
  }

  /**
   * How loud it is as sent, 0 to 1 of full scale, by the packets themselves (RFC 6464); undefined where they do not tell.
   * Statistics know only what the silent element plays.
   */
  get level(): number | undefined {
    return this.#receiver?.getSynchronizationSources()[0]?.audioLevel;
  }

  setFloor(floor: Floor): void {
    this.#floor = floor;
  }

  close(): void {
    this.#lifetime.end();
  }
}
