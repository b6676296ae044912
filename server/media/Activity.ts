import type { Closable } from '../../common/lifetime.ts';

/** A claim to speak that nothing confirms is not believed longer. */
const UNHEARD_MS = 1_000;
/** Voice that nobody claimed, heard for so long, is told all the same … */
const UNCLAIMED_MS = 500;
/** … until nothing was heard for so long. */
const SILENT_MS = 600;
const CHECK_MS = 250;

interface Evidence {
  claimed: boolean;
  claimedMs: number;
  /** Since when voice has been heard without a break; undefined while there is none. */
  heardSinceMs: number | undefined;
  heardMs: number;
}

/** The one to be told of; `audible` says whether what it sends tells of voice at all. */
interface Speaker {
  readonly audible: boolean;
}

/**
 * Who speaks: as their clients claim, at once, checked against what arrives. A client that claims and sends nothing is
 * not believed for long, and one that sends voice and claims nothing does not stay hidden.
 */
export class Activity<Peer extends Speaker> implements Closable {
  readonly #onChange: (peer: Peer, speaking: boolean) => void;
  readonly #now: () => number;
  readonly #evidence = new Map<Peer, Evidence>();
  #timer: NodeJS.Timeout | undefined;

  /** @param onChange may be told what is so already */
  constructor(onChange: (peer: Peer, speaking: boolean) => void, now = (): number => performance.now()) {
    this.#onChange = onChange;
    this.#now = now;
  }

  claim(peer: Peer, speaking: boolean): void {
    const evidence = this.#of(peer);
    evidence.claimed = speaking;
    evidence.claimedMs = this.#now();
    if (!speaking) {
      evidence.heardSinceMs = undefined;
    }
    this.#judge(peer, evidence);
  }

  /** Voice arrived. */
  heard(peer: Peer): void {
    const nowMs = this.#now();
    const evidence = this.#of(peer);
    if (evidence.heardSinceMs === undefined || nowMs - evidence.heardMs > SILENT_MS) {
      evidence.heardSinceMs = nowMs;
    }
    evidence.heardMs = nowMs;
  }

  /** Muted, or gone. */
  forget(peer: Peer): void {
    this.#evidence.delete(peer);
    this.#rest();
  }

  close(): void {
    this.#evidence.clear();
    this.#rest();
  }

  #of(peer: Peer): Evidence {
    let evidence = this.#evidence.get(peer);
    if (evidence === undefined) {
      evidence = { claimed: false, claimedMs: -Infinity, heardSinceMs: undefined, heardMs: -Infinity };
      this.#evidence.set(peer, evidence);
      this.#timer ??= setInterval(() => {
        for (const [each, known] of this.#evidence) {
          this.#judge(each, known);
        }
        this.#rest();
      }, CHECK_MS);
    }
    return evidence;
  }

  #judge(peer: Peer, { claimed, claimedMs, heardSinceMs, heardMs }: Evidence): void {
    const nowMs = this.#now();
    const silentMs = nowMs - heardMs;
    if (claimed) {
      this.#onChange(peer, !peer.audible || Math.min(silentMs, nowMs - claimedMs) < UNHEARD_MS);
      return;
    }
    const speaking = heardSinceMs !== undefined && silentMs < SILENT_MS && heardMs - heardSinceMs >= UNCLAIMED_MS;
    this.#onChange(peer, speaking);
    if (!speaking && silentMs >= SILENT_MS) {
      this.#evidence.delete(peer);
    }
  }

  /** No timer while nobody speaks. */
  #rest(): void {
    if (this.#evidence.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }
}
