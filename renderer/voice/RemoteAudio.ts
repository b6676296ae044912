import type { Consumer } from 'mediasoup-client/types';
import type { ConsumerId, MemberId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Mixer } from './Mixer.ts';

/** One person's (or screen's) sound: the mediasoup consumer and the audio nodes that carry it to the Mixer. */
export class RemoteAudio implements Closable {
  readonly consumerId: ConsumerId;
  /** Undefined for a place of the floor, which many share. */
  readonly memberId: MemberId | undefined;
  readonly #lifetime = new Lifetime();

  private constructor(consumerId: ConsumerId, memberId: MemberId | undefined) {
    this.consumerId = consumerId;
    this.memberId = memberId;
  }

  /** Takes the consumer over: it ends with this. */
  static open(consumer: Consumer, consumerId: ConsumerId, memberId: MemberId | undefined, mixer: Mixer): RemoteAudio {
    const audio = new RemoteAudio(consumerId, memberId);
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

  close(): void {
    this.#lifetime.end();
  }
}
