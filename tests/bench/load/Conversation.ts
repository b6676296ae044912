import type { Closable } from '../../../common/lifetime.ts';
import type { SyntheticPeer } from './SyntheticPeer.ts';

export interface TurnOptions {
  /** So many people do most of the talking; everyone alike when undefined. */
  readonly panel?: number;
}

const TURN_MS = [1_000, 4_000] as const;
/** Between the end of a turn and the next: below zero they overlap. */
const GAP_MS = [-300, 500] as const;
const PANEL_SHARE = 0.8;

/** The same conversation in every run: mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const between = (random: () => number, [from, to]: readonly [number, number]): number => from + random() * (to - from);

/** People who take turns: one speaks, and when it has spoken another does. Ends with `close`. */
export class Conversation implements Closable {
  readonly #peers: readonly SyntheticPeer[];
  readonly #panel: number;
  readonly #random: () => number;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #speaking = new Set<SyntheticPeer>();
  #last: SyntheticPeer | undefined;

  constructor(peers: readonly SyntheticPeer[], { panel }: TurnOptions = {}, random = seededRandom(1)) {
    this.#peers = peers;
    this.#panel = panel ?? peers.length;
    this.#random = random;
    this.#turn();
  }

  close(): void {
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
    for (const peer of this.#speaking) {
      void peer.fallSilent();
    }
  }

  #turn(): void {
    const peer = this.#next();
    const turnMs = between(this.#random, TURN_MS);
    const gapMs = between(this.#random, GAP_MS);
    if (peer !== undefined) {
      this.#speaking.add(peer);
      void peer.speak();
      this.#after(turnMs, () => {
        this.#speaking.delete(peer);
        void peer.fallSilent();
      });
    }
    this.#after(turnMs + gapMs, () => {
      this.#turn();
    });
  }

  #next(): SyntheticPeer | undefined {
    const others = this.#peers.filter((peer) => peer !== this.#last && !this.#speaking.has(peer));
    const pool =
      this.#random() < PANEL_SHARE ? others.filter((peer) => this.#peers.indexOf(peer) < this.#panel) : others;
    this.#last = pool[Math.floor(this.#random() * pool.length)];
    return this.#last;
  }

  #after(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }
}
