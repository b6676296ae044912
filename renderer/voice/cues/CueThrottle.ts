import type { Cue } from './cues.ts';

/** What happens to others, many of whom may do it at once. */
const OF_OTHERS: ReadonlySet<Cue> = new Set([
  'join',
  'leave',
  'shareStart',
  'shareStop',
  'cameraOn',
  'cameraOff',
  'viewerJoin',
  'viewerLeave',
]);
/** The same again within this time is one sound. */
const SAME_MS = 150;
/** With so many people in a call, coming and going is no news. */
export const CROWD = 20;
/** There, all others together are heard no more often. */
const CROWD_MS = 4_000;
/** Messages come in bursts. */
const MESSAGE_MS = 1_000;

/** Keeps the cues from becoming a noise themselves. */
export class CueThrottle {
  readonly #playedMs = new Map<Cue, number>();
  #othersMs = -Infinity;

  /** @param people in the call; @returns whether it is to be heard, and counts as heard from now */
  admit(cue: Cue, people: number, nowMs: number): boolean {
    const pauseMs = cue === 'message' ? MESSAGE_MS : SAME_MS;
    if (nowMs - (this.#playedMs.get(cue) ?? -Infinity) < pauseMs) {
      return false;
    }
    if (OF_OTHERS.has(cue)) {
      if (people >= CROWD && nowMs - this.#othersMs < CROWD_MS) {
        return false;
      }
      this.#othersMs = nowMs;
    }
    this.#playedMs.set(cue, nowMs);
    return true;
  }
}
