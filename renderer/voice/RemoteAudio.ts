import type { Consumer } from 'mediasoup-client/types';
import type { ConsumerId, MemberId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { ConsumerOffer, Floor } from '../../common/voice.ts';
import type { Mixer } from './Mixer.ts';
import type { Seat } from './People.ts';

/** Whose sound this is right now; undefined for a place of the floor that nobody had yet. */
export const speakerOf = (from: ConsumerOffer['from'], floor: Floor): MemberId | undefined =>
  from.kind === 'member' ? from.memberId : (floor[from.place] ?? undefined);

/**
 * One person's (or screen's) sound, or that of whoever has a place of the floor: the mediasoup consumer and the audio
 * nodes that carry it to the Mixer, as loud as the listener wants that person to be.
 */
export class RemoteAudio implements Closable {
  readonly consumerId: ConsumerId;
  /** As statistics name it. */
  readonly trackId: string;
  readonly #offer: ConsumerOffer;
  readonly #receiver: RTCRtpReceiver | undefined;
  readonly #mixer: Mixer;
  readonly #lifetime = new Lifetime();
  readonly #seat: Seat;
  #floor: Floor = [];

  private constructor(consumer: Consumer, offer: ConsumerOffer, mixer: Mixer) {
    this.consumerId = offer.consumerId;
    this.trackId = consumer.track.id;
    this.#receiver = consumer.rtpReceiver;
    this.#offer = offer;
    this.#mixer = mixer;
    const life = this.#lifetime;
    life.own(consumer);
    const media = new MediaStream([consumer.track]);
    this.#pull(media);
    const source = mixer.context.createMediaStreamSource(media);
    this.#seat = life.own(mixer.people.seat(source));
    life.add(
      mixer.hearing.events.on('changed', () => {
        this.#deliver();
      }),
    );
    this.#deliver();
  }

  /** Takes the consumer over: it ends with this. */
  static open(consumer: Consumer, offer: ConsumerOffer, mixer: Mixer): RemoteAudio {
    return new RemoteAudio(consumer, offer, mixer);
  }

  /** Whose sound it is right now. */
  get memberId(): MemberId | undefined {
    return speakerOf(this.#offer.from, this.#floor);
  }

  /**
   * How loud it is as sent, 0 to 1 of full scale, by the packets themselves (RFC 6464); undefined where they do not tell.
   * Statistics know only what the silent element plays.
   */
  get level(): number | undefined {
    return this.#receiver?.getSynchronizationSources()[0]?.audioLevel;
  }

  setFloor(floor: Floor): void {
    const before = this.memberId;
    this.#floor = floor;
    if (this.memberId !== before) {
      this.#deliver();
    }
  }

  close(): void {
    this.#lifetime.end();
  }

  /**
   * Chromium decodes a remote track for Web Audio only while an element plays it too
   * (https://issues.chromium.org/issues/40094084), so one does, silently.
   */
  #pull(media: MediaStream): void {
    const element = new Audio();
    element.muted = true;
    element.srcObject = media;
    element.play().catch(() => undefined); // muted playback is never refused; a rejection means it was closed first
    this.#lifetime.add(() => {
      element.pause();
      element.srcObject = null;
    });
  }

  #deliver(): void {
    this.#seat.deliver(this.#mixer.hearing.deliveryOf(this.memberId, this.#offer.source));
  }
}
