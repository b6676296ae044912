import { parseScalabilityMode } from 'mediasoup-client';
import type { Consumer, Transport } from 'mediasoup-client/types';
import { AppError } from '../../../common/errors.ts';
import type { ConsumerId, MemberId } from '../../../common/ids.ts';
import { Lifetime, type Closable } from '../../../common/lifetime.ts';
import type { ConsumerOffer } from '../../../common/voice.ts';
import type { SignalingClient } from '../../signaling/SignalingClient.ts';
import { layerFor } from './encodings.ts';
import { NOTHING, Subscription, type Want } from './Subscription.ts';
import { videoKey, type RemoteVideo, type VideoKey, type VideoSource } from './VideoState.ts';
import type { Viewing } from './Viewing.ts';

/** What the server is asked. */
export interface VideoRequests {
  resume(consumerId: ConsumerId): Promise<unknown>;
  pause(consumerId: ConsumerId): Promise<unknown>;
  prefer(consumerId: ConsumerId, spatialLayer: number): Promise<unknown>;
}

/** As the server is asked over signaling. */
export const videoRequests = (signaling: SignalingClient): VideoRequests => ({
  resume: async (consumerId) => signaling.request('resumeConsumers', { consumerIds: [consumerId] }),
  pause: async (consumerId) => signaling.request('pauseConsumer', { consumerId }),
  prefer: async (consumerId, spatialLayer) => signaling.request('setPreferredLayers', { consumerId, spatialLayer }),
});

export interface VideoPorts {
  readonly transport: Transport;
  readonly viewing: Viewing;
  readonly requests: VideoRequests;
  /** The sound of a screen goes where all sound goes, and ends with the removal of its consumer. */
  readonly play: (consumer: Consumer, offer: ConsumerOffer) => void;
  readonly onFailed: (error: AppError) => void;
}

/** Whether this is what `RemoteVideos` deals with: everything that is only received when it is wanted. */
export const receivedOnWish = ({ source }: ConsumerOffer): boolean => source !== 'microphone';

interface Known {
  readonly offer: ConsumerOffer;
  readonly memberId: MemberId;
  /** undefined: the sound of a screen */
  readonly source: VideoSource | undefined;
  readonly layers: number;
  readonly subscription: Subscription;
  media: MediaStream | undefined;
  held: boolean;
}

/** A tile that is being dragged larger asks for one layer, not for each on the way. */
const CALM_MS = 150;

/**
 * The cameras and screens that one session's peer is offered. None is forced: a camera is received while a tile of it is
 * seen, a screen and its sound while it is watched. Owns their consumers; ends with the session.
 */
export class RemoteVideos implements Closable {
  readonly #lifetime = new Lifetime();
  readonly #ports: VideoPorts;
  readonly #known = new Map<ConsumerId, Known>();
  #begun = false;
  #calm: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: VideoPorts) {
    this.#ports = ports;
    this.#lifetime.add(() => {
      clearTimeout(this.#calm);
      for (const { subscription } of this.#known.values()) {
        subscription.close();
      }
      this.#known.clear();
      if (this.#begun) {
        this.#report();
      }
    });
    this.#lifetime.add(
      ports.viewing.events.on('wishesChanged', () => {
        this.#calm ??= setTimeout(() => {
          this.#calm = undefined;
          this.#settle();
        }, CALM_MS);
      }),
    );
  }

  /** The call stands: from here on this is what there is to see. */
  begin(): void {
    this.#begun = true;
    this.#report();
    this.#settle();
  }

  add(offers: readonly ConsumerOffer[]): void {
    for (const offer of offers) {
      if (!this.#known.has(offer.consumerId) && offer.from.kind === 'member') {
        this.#add(offer, offer.from.memberId);
      }
    }
    this.#changed();
  }

  remove(consumerIds: readonly ConsumerId[]): void {
    for (const id of consumerIds) {
      const known = this.#known.get(id);
      this.#known.delete(id);
      known?.subscription.close();
      if (known?.source === 'screen') {
        this.#ports.viewing.withdrawn(known.memberId);
      }
    }
    this.#changed();
  }

  /** Their owners hold them back, or let them go on. */
  hold(consumerIds: readonly ConsumerId[], held: boolean): void {
    for (const id of consumerIds) {
      const known = this.#known.get(id);
      if (known !== undefined) {
        known.held = held;
      }
    }
    this.#changed();
  }

  /** After a lost connection: these are there, no others, and what was told may be unknown. */
  reconcile(offers: readonly ConsumerOffer[]): void {
    const there = new Set(offers.map(({ consumerId }) => consumerId));
    this.remove([...this.#known.keys()].filter((id) => !there.has(id)));
    for (const { subscription } of this.#known.values()) {
      subscription.retell();
    }
    this.add(offers);
  }

  /** Whose picture this track shows. @param trackId as statistics name it */
  ownerOf(trackId: string): MemberId | undefined {
    return [...this.#known.values()].find(({ media }) => media?.getTracks().some(({ id }) => id === trackId))?.memberId;
  }

  close(): void {
    this.#lifetime.end();
  }

  #add(offer: ConsumerOffer, memberId: MemberId): void {
    const { consumerId, producerId, kind, rtpParameters } = offer;
    const { transport, requests, onFailed } = this.#ports;
    const { spatialLayers } = parseScalabilityMode(rtpParameters.encodings?.[0]?.scalabilityMode);
    const subscription = new Subscription(
      {
        open: async () =>
          transport
            .consume({ id: consumerId, producerId, kind, rtpParameters, streamId: producerId })
            .catch((cause: unknown) => {
              throw new AppError('media_unsupported', 'a picture could not be set up', { cause });
            }),
        resume: async () => requests.resume(consumerId),
        pause: async () => requests.pause(consumerId),
        prefer: async (layer) => (spatialLayers > 1 ? requests.prefer(consumerId, layer) : undefined),
      },
      (consumer) => {
        this.#opened(consumerId, consumer);
      },
      onFailed,
    );
    const source = sourceOf(offer);
    this.#known.set(consumerId, {
      offer,
      memberId,
      source,
      layers: spatialLayers,
      subscription,
      media: undefined,
      held: false,
    });
    if (source === 'screen') {
      this.#ports.viewing.offered(memberId);
    }
  }

  #opened(consumerId: ConsumerId, consumer: Consumer): void {
    const known = this.#known.get(consumerId);
    if (known === undefined) {
      return;
    }
    if (known.source === undefined) {
      this.#ports.play(consumer, known.offer);
      return;
    }
    known.media = new MediaStream([consumer.track]);
    this.#report();
  }

  #changed(): void {
    if (this.#begun && !this.#lifetime.ended) {
      this.#report();
      this.#settle();
    }
  }

  #settle(): void {
    if (!this.#begun) {
      return; // what is only prepared is received by nobody
    }
    for (const known of this.#known.values()) {
      known.subscription.want(this.#wanted(known));
    }
  }

  #wanted({ source, memberId, layers }: Known): Want {
    const { viewing } = this.#ports;
    if (source === undefined) {
      return viewing.watches(memberId) ? { kind: 'layer', layer: 0 } : NOTHING;
    }
    const height = viewing.heightOf(videoKey(source, memberId), source, memberId);
    return height === undefined ? NOTHING : { kind: 'layer', layer: layerFor(height, layers) };
  }

  #report(): void {
    const videos = new Map<VideoKey, RemoteVideo>();
    const all = [...this.#known.values()];
    const sounding = new Set(all.filter(({ source }) => source === undefined).map(({ memberId }) => memberId));
    for (const { source, memberId, media, held } of all) {
      if (source !== undefined) {
        const key = videoKey(source, memberId);
        videos.set(key, { key, memberId, source, media, held, sound: source === 'screen' && sounding.has(memberId) });
      }
    }
    this.#ports.viewing.setVideos(videos);
  }
}

const sourceOf = ({ source }: ConsumerOffer): VideoSource | undefined =>
  source === 'camera' || source === 'screen' ? source : undefined;
