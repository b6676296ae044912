import type { Channel } from '../../common/community.ts';
import { AppError } from '../../common/errors.ts';
import type { StoredMember } from '../store/members.ts';

interface LastMessage {
  readonly nonce: string;
  readonly atMs: number;
}

/** So many are remembered, the latest: more people do not write within one wait. */
const KEPT = 10_000;

/** Who wrote when, in channels where people wait between two messages. A restart forgets it. */
export class SlowMode {
  /** By channel and member, the oldest first. */
  readonly #last = new Map<string, LastMessage>();

  /**
   * Takes the turn before anything is stored, so that of two at once one waits. The same message again is no second one.
   * @returns gives the turn back, should nothing have been stored
   * @throws AppError `slow_mode` with how long to wait
   */
  take(channel: Channel, { id }: StoredMember, nonce: string, nowMs: number): () => void {
    if (channel.slowModeSeconds === 0) {
      return () => undefined;
    }
    const key = `${channel.id} ${id}`;
    const before = this.#last.get(key);
    if (before?.nonce === nonce) {
      return () => undefined;
    }
    const waitMs = before === undefined ? 0 : before.atMs + channel.slowModeSeconds * 1_000 - nowMs;
    if (waitMs > 0) {
      throw new AppError('slow_mode', 'the next message of this member has to wait', { retryAfterMs: waitMs });
    }
    this.#last.delete(key);
    this.#last.set(key, { nonce, atMs: nowMs });
    const [oldest] = this.#last.keys();
    if (this.#last.size > KEPT && oldest !== undefined) {
      this.#last.delete(oldest);
    }
    return () => {
      if (before === undefined) {
        this.#last.delete(key);
      } else {
        this.#last.set(key, before);
      }
    };
  }
}
