import type { MemberId } from '../../common/ids.ts';
import type { Closable } from '../../common/lifetime.ts';
import { Pace } from '../../common/pace.ts';
import type { RoomEvent } from '../../common/voice.ts';
import { ARRIVALS } from './limits.ts';

/** Joins, leaves and mutes are told at once, and not again for so long; in a storm, joins and leaves wait longer. */
const STATE_DELAY_MS = 10;
/** Speaking is told at most 20 times a second, the first of a burst at once (S17). */
const SPEAKING_INTERVAL_MS = 50;

/**
 * What happens in one room, gathered into batches. Joins, leaves and states keep their order. Of a member's speaking
 * only the latest within a window counts, and nothing of it is told that the last batch told already; leaving ends it.
 */
export class RoomFeed implements Closable {
  readonly #tell: (events: RoomEvent[]) => void;
  readonly #states: RoomEvent[] = [];
  readonly #speaking = new Map<MemberId, boolean>();
  /** Who speaks as far as has been told. */
  readonly #told = new Set<MemberId>();
  readonly #arrivals = new Pace(ARRIVALS.burst, ARRIVALS.intervalMs);
  #stateTimer: NodeJS.Timeout | undefined;
  #stateDueMs = 0;
  #stateToldMs = -STATE_DELAY_MS;
  #speakingTimer: NodeJS.Timeout | undefined;
  #speakingToldMs = -SPEAKING_INTERVAL_MS;
  #closed = false;

  constructor(tell: (events: RoomEvent[]) => void) {
    this.#tell = tell;
  }

  add(event: RoomEvent): void {
    if (this.#closed) {
      return;
    }
    if (event.kind === 'speaking') {
      this.#addSpeaking(event.memberId, event.speaking);
      return;
    }
    const memberId = event.kind === 'joined' ? event.member.memberId : event.memberId;
    if (event.kind !== 'stateChanged') {
      // Who comes or goes is silent, and everyone takes it so.
      this.#speaking.delete(memberId);
      this.#told.delete(memberId);
    }
    this.#states.push(event);
    this.#schedule(event.kind === 'stateChanged' ? 0 : this.#arrivals.waitMs(performance.now()));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#stateTimer);
    clearTimeout(this.#speakingTimer);
    this.#stateTimer = undefined;
    this.#speakingTimer = undefined;
  }

  /** Who comes and goes may have to wait for company; whatever else happens takes them along. */
  #schedule(waitMs: number): void {
    const nowMs = performance.now();
    const dueMs = Math.max(nowMs + waitMs, this.#stateToldMs + STATE_DELAY_MS);
    if (this.#stateTimer !== undefined && this.#stateDueMs <= dueMs) {
      return;
    }
    clearTimeout(this.#stateTimer);
    this.#stateDueMs = dueMs;
    this.#stateTimer = setTimeout(
      () => {
        this.#flush(performance.now() >= this.#speakingToldMs + SPEAKING_INTERVAL_MS);
      },
      Math.max(0, dueMs - nowMs),
    );
  }

  #addSpeaking(memberId: MemberId, speaking: boolean): void {
    if (this.#told.has(memberId) === speaking) {
      this.#speaking.delete(memberId);
      return;
    }
    this.#speaking.set(memberId, speaking);
    this.#speakingTimer ??= setTimeout(
      () => {
        // Due because the timer says so: by the clock it may be early, for timers count from when the turn began.
        this.#flush(true);
      },
      Math.max(0, this.#speakingToldMs + SPEAKING_INTERVAL_MS - performance.now()),
    );
  }

  #flush(withSpeaking: boolean): void {
    clearTimeout(this.#stateTimer);
    this.#stateTimer = undefined;
    const events = this.#states.splice(0);
    if (events.length > 0) {
      this.#stateToldMs = performance.now();
    }
    if (events.some(({ kind }) => kind !== 'stateChanged')) {
      this.#arrivals.take(performance.now());
    }
    if (withSpeaking) {
      clearTimeout(this.#speakingTimer);
      this.#speakingTimer = undefined;
      for (const [memberId, speaking] of this.#speaking) {
        events.push({ kind: 'speaking', memberId, speaking });
        if (speaking) {
          this.#told.add(memberId);
        } else {
          this.#told.delete(memberId);
        }
        this.#speakingToldMs = performance.now();
      }
      this.#speaking.clear();
    }
    if (events.length > 0) {
      this.#tell(events);
    }
  }
}
