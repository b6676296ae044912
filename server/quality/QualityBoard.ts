import { Emitter } from '../../common/emitter.ts';
import type { ChannelId, MemberId, PeerId } from '../../common/ids.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import type { ClientQuality, QualitySample, ServerQuality, ShareReport } from '../../common/quality.ts';
import type { MeasuredPeer } from './MeasuredPeer.ts';
import { Verdict } from './Verdict.ts';

/** Every peer is looked at so often … */
export const SAMPLE_INTERVAL_MS = 5_000;
/** … or more seldom where there are many: a look costs the worker and us about a millisecond. */
const LOOKS_A_SECOND = 10;
/** Samples kept of a peer: five minutes, or more. */
export const SAMPLES_MAX = 60;
/** Peers are looked at in small groups, spread over the interval. */
const TICK_MS = 250;
/** Everyone is told of verdicts: those of a second together, for when a whole network goes bad. */
const JUDGE_TICKS = 4;

export interface QualityEvents {
  sampled: { sample: QualitySample };
  /** Whose connections became poor, or good again. */
  judged: { verdicts: { memberId: MemberId; poor: boolean }[] };
}

interface Entry {
  readonly peer: MeasuredPeer;
  readonly channelId: ChannelId;
  readonly samples: QualitySample[];
  readonly verdict: Verdict;
  /** What the client said since the last sample. */
  reported: ClientQuality | null;
  worstLossPercent: number | null;
  /** How its share by the app's own capture went last. */
  share: ShareReport | undefined;
  /** By `performance.now()`. */
  dueMs: number;
  measuring: boolean;
}

/** How well each call goes: what the server measures, joined with what the client reports; the last minutes only. */
export class QualityBoard implements Closable {
  readonly events = new Emitter<QualityEvents>();
  readonly #log: Log;
  readonly #entries = new Map<PeerId, Entry>();
  /** With a verdict that is to be told. */
  readonly #judged = new Set<Entry>();
  #ticks = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  add(peer: MeasuredPeer, channelId: ChannelId): void {
    // After a restart everyone joins at once: chance spreads them over the interval.
    const dueMs = performance.now() + this.#intervalMs * (0.5 + Math.random() / 2);
    this.#entries.set(peer.id, {
      peer,
      channelId,
      samples: [],
      verdict: new Verdict(),
      reported: null,
      worstLossPercent: null,
      share: undefined,
      dueMs,
      measuring: false,
    });
    this.#timer ??= setInterval(() => {
      this.#tick();
    }, TICK_MS);
  }

  /** @returns the worst loss of all its samples and reports, in either direction; null without any */
  remove(peerId: PeerId): number | null {
    const entry = this.#entries.get(peerId);
    this.#entries.delete(peerId);
    if (entry !== undefined) {
      this.#judged.delete(entry);
    }
    if (this.#entries.size === 0) {
      this.#stop();
    }
    return entry?.worstLossPercent ?? null;
  }

  /** What a client measured; of several reports between two samples the latest counts. @returns false if not in a call */
  report(memberId: MemberId, quality: ClientQuality): boolean {
    const entry = this.#find(memberId);
    if (entry !== undefined) {
      this.#tellOfShare(entry, quality.share);
      entry.reported = quality;
      entry.share = quality.share;
      entry.worstLossPercent = worst([entry.worstLossPercent, quality.sentLossPercent, quality.receivedLossPercent]);
    }
    return entry !== undefined;
  }

  /** Where this member is and how its call went lately, oldest first; undefined for one who is in no call. */
  look(memberId: MemberId): { readonly channelId: ChannelId; readonly samples: QualitySample[] } | undefined {
    const entry = this.#find(memberId);
    return entry && { channelId: entry.channelId, samples: [...entry.samples] };
  }

  close(): void {
    this.#stop();
    this.#judged.clear();
    this.#entries.clear();
    this.events.clear();
  }

  get #intervalMs(): number {
    return Math.max(SAMPLE_INTERVAL_MS, (this.#entries.size / LOOKS_A_SECOND) * 1_000);
  }

  /** For whoever runs the server: another encoder than was wanted, or a machine or a way that does not keep up. */
  #tellOfShare({ channelId, share: before }: Entry, share: ShareReport | undefined): void {
    if (share === undefined || (before?.pressure === share.pressure && before.encoder === share.encoder)) {
      return;
    }
    const { encoder, wantedEncoder, pressure, wantedBps, sentBps, restarts } = share;
    if (pressure !== 'none' || encoder !== wantedEncoder || before !== undefined) {
      this.#log.info('A share goes otherwise', {
        channelId,
        ...{ encoder, wantedEncoder, pressure, wantedBps, sentBps, restarts },
      });
    }
  }

  #find(memberId: MemberId): Entry | undefined {
    return [...this.#entries.values()].findLast(({ peer }) => peer.memberId === memberId);
  }

  #tick(): void {
    const nowMs = performance.now();
    this.#ticks += 1;
    if (this.#ticks % JUDGE_TICKS === 0 && this.#judged.size > 0) {
      const verdicts = [...this.#judged].map(({ peer, verdict }) => ({ memberId: peer.memberId, poor: verdict.poor }));
      this.#judged.clear();
      this.events.emit('judged', { verdicts });
    }
    for (const entry of this.#entries.values()) {
      // A worker that is slow to answer is not asked again meanwhile.
      if (entry.dueMs <= nowMs && !entry.measuring) {
        entry.dueMs = Math.max(entry.dueMs + this.#intervalMs, nowMs);
        entry.measuring = true;
        // Never rejects: what may fail is dealt with there.
        void this.#sample(entry).finally(() => {
          entry.measuring = false;
        });
      }
    }
  }

  async #sample(entry: Entry): Promise<void> {
    let server: ServerQuality | null = null;
    try {
      server = await entry.peer.measure();
    } catch (fault) {
      if (this.#entries.has(entry.peer.id)) {
        this.#log.warn('A peer could not be measured', { fault: fault instanceof Error ? fault.message : 'unknown' });
      }
    }
    // Gone meanwhile.
    if (this.#entries.get(entry.peer.id) !== entry) {
      return;
    }
    const sample: QualitySample = { atMs: Date.now(), client: entry.reported, server };
    entry.reported = null;
    entry.samples.push(sample);
    if (entry.samples.length > SAMPLES_MAX) {
      entry.samples.shift();
    }
    entry.worstLossPercent = worst([entry.worstLossPercent, server?.receivedLossPercent ?? null]);
    if (entry.verdict.push(sample)) {
      this.#judged.add(entry);
    }
    this.events.emit('sampled', { sample });
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

const worst = (losses: readonly (number | null)[]): number | null => {
  const known = losses.filter((loss) => loss !== null);
  return known.length === 0 ? null : Math.max(...known);
};
