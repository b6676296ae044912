import type { MicReading } from './worklets/gateMessages.ts';

/** What a person may not know of their microphone. */
export type MicHint = 'mutedTalking' | 'micSilent';

/** A word or two while muted; a cough is no talk. */
const TALKING_MS = 700;
/** Whoever has stopped need not be told any longer. */
const STOPPED_MS = 4_000;
/** Every working microphone has some noise: below this there is none at all. */
const DEAD_DB = -90;
const DEAD_MS = 6_000;

/**
 * Finds by the readings of the gate (2 to 20 a second) what the person would want to be told: that they talk while
 * muted, or that nothing comes from the microphone at all. Each is told once for each reason.
 */
export class MicHints {
  #hint: MicHint | undefined;
  #talkingSinceMs: number | undefined;
  #lastSpeechMs = -Infinity;
  #deadSinceMs: number | undefined;
  #dismissed: MicHint | undefined;

  /** @param muted by the person; deafened and muted by a moderator are no mistake */
  read({ levelDb, speech }: MicReading, muted: boolean, nowMs: number): MicHint | undefined {
    this.#deadSinceMs = levelDb <= DEAD_DB ? (this.#deadSinceMs ?? nowMs) : undefined;
    if (speech) {
      this.#talkingSinceMs ??= nowMs;
      this.#lastSpeechMs = nowMs;
    } else {
      this.#talkingSinceMs = undefined;
    }
    this.#hint = this.#judge(muted, nowMs);
    if (this.#dismissed !== undefined && !this.#lasts(this.#dismissed, muted, nowMs)) {
      this.#dismissed = undefined;
    }
    return this.#hint === this.#dismissed ? undefined : this.#hint;
  }

  dismiss(): void {
    this.#dismissed = this.#hint;
  }

  reset(): void {
    this.#hint = undefined;
    this.#dismissed = undefined;
    this.#talkingSinceMs = undefined;
    this.#deadSinceMs = undefined;
    this.#lastSpeechMs = -Infinity;
  }

  #judge(muted: boolean, nowMs: number): MicHint | undefined {
    if (!muted) {
      return this.#deadSinceMs !== undefined && nowMs - this.#deadSinceMs >= DEAD_MS ? 'micSilent' : undefined;
    }
    const talking = this.#talkingSinceMs !== undefined && nowMs - this.#talkingSinceMs >= TALKING_MS;
    const told = this.#hint === 'mutedTalking' && nowMs - this.#lastSpeechMs < STOPPED_MS;
    return talking || told ? 'mutedTalking' : undefined;
  }

  /** Whether the reason for a dismissed hint is still the same one. */
  #lasts(hint: MicHint, muted: boolean, nowMs: number): boolean {
    return hint === 'mutedTalking' ? muted && nowMs - this.#lastSpeechMs < STOPPED_MS : this.#deadSinceMs !== undefined;
  }
}
