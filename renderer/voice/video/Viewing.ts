import { Emitter } from '../../../common/emitter.ts';
import type { MemberId } from '../../../common/ids.ts';
import type { Closable } from '../../../common/lifetime.ts';
import type { RemoteVideo, VideoKey, VideoSource } from './VideoState.ts';

interface ViewingEvents {
  /** What there is to see is another. */
  videosChanged: { videos: ReadonlyMap<VideoKey, RemoteVideo> };
  watchedChanged: { watched: ReadonlySet<MemberId> };
  /** Something is shown, hidden, or shown in another size. */
  wishesChanged: object;
}

/** Pictures received at once, at most: beyond it machines and networks of people suffer, and nobody sees that many. */
export const MOST_AT_ONCE = 12;

/** Who shares again within this time only came back; after it, the screen is another offer. */
const SAME_SHARE_MS = 20_000;

/**
 * What this person looks at: whose screens they watch, which tiles are on their display and how large. It outlives
 * sessions, so that after a rejoin the same is seen again; the session's `RemoteVideos` receives what is wanted here,
 * and nothing else.
 */
export class Viewing implements Closable {
  readonly events = new Emitter<ViewingEvents>();
  #videos: ReadonlyMap<VideoKey, RemoteVideo> = new Map();
  readonly #watched = new Set<MemberId>();
  /** When whose screen was withdrawn, by `performance.now()`. */
  readonly #withdrawn = new Map<MemberId, number>();
  /** Heights in device pixels, in the order in which they came to be shown. */
  readonly #shown = new Map<VideoKey, number>();

  get videos(): ReadonlyMap<VideoKey, RemoteVideo> {
    return this.#videos;
  }

  /** A screen is only offered until then. */
  watch(memberId: MemberId): void {
    if (!this.#watched.has(memberId)) {
      this.#watched.add(memberId);
      this.#tellWatched();
    }
  }

  unwatch(memberId: MemberId): void {
    if (this.#watched.delete(memberId)) {
      this.#tellWatched();
    }
  }

  /** A screen is offered, perhaps again. */
  offered(memberId: MemberId): void {
    const sinceMs = this.#withdrawn.get(memberId);
    this.#withdrawn.delete(memberId);
    if (sinceMs !== undefined && performance.now() - sinceMs > SAME_SHARE_MS) {
      this.unwatch(memberId);
    }
  }

  withdrawn(memberId: MemberId): void {
    this.#withdrawn.set(memberId, performance.now());
  }

  watches(memberId: MemberId): boolean {
    return this.#watched.has(memberId);
  }

  /** A tile is on the display. @param heightPx its height in device pixels */
  show(key: VideoKey, heightPx: number): void {
    if (this.#shown.get(key) !== heightPx) {
      this.#shown.set(key, heightPx);
      this.events.emit('wishesChanged', {});
    }
  }

  /** Nobody sees it any more: it is not received. */
  hide(key: VideoKey): void {
    if (this.#shown.delete(key)) {
      this.events.emit('wishesChanged', {});
    }
  }

  /** How large it is wanted, undefined for not at all. */
  heightOf(key: VideoKey, source: VideoSource, memberId: MemberId): number | undefined {
    const height = this.#shown.get(key);
    const rank = [...this.#shown.keys()].indexOf(key);
    const welcome = source === 'camera' || this.#watched.has(memberId);
    return welcome && rank < MOST_AT_ONCE ? height : undefined;
  }

  /** The session's report of what there is. */
  setVideos(videos: ReadonlyMap<VideoKey, RemoteVideo>): void {
    this.#videos = videos;
    this.events.emit('videosChanged', { videos });
  }

  /** The call is over: the next one begins with nothing watched. */
  forget(): void {
    this.#shown.clear();
    this.#withdrawn.clear();
    if (this.#watched.size > 0) {
      this.#watched.clear();
      this.#tellWatched();
    }
  }

  close(): void {
    this.events.clear();
  }

  #tellWatched(): void {
    this.events.emit('watchedChanged', { watched: new Set(this.#watched) });
    this.events.emit('wishesChanged', {});
  }
}
