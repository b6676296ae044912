/** How well a call goes, from what the browser counts (https://www.w3.org/TR/webrtc-stats/). */
import { z } from 'zod';
import type { ClientQuality } from '../../common/quality.ts';

const count = z.number().catch(0);

/** The statistics that are looked at; a browser may leave out any of their numbers. */
const counted = z.discriminatedUnion('type', [
  z.object({ type: z.literal('outbound-rtp'), id: z.string(), packetsSent: count, bytesSent: count }),
  z.object({ type: z.literal('remote-inbound-rtp'), id: z.string(), packetsLost: count }),
  z.object({
    type: z.literal('inbound-rtp'),
    id: z.string(),
    packetsReceived: count,
    packetsLost: count,
    /** Came too late. */
    packetsDiscarded: count,
    bytesReceived: count,
    /** Seconds. */
    jitter: count,
    totalSamplesReceived: count,
    concealedSamples: count,
    silentConcealedSamples: count,
  }),
  z.object({
    type: z.literal('candidate-pair'),
    id: z.string(),
    nominated: z.boolean().catch(false),
    state: z.string().catch(''),
    /** Seconds. */
    currentRoundTripTime: z.number().optional().catch(undefined),
  }),
  z.object({ type: z.literal('transport'), id: z.string(), selectedCandidatePairId: z.string().optional() }),
]);
type Counted = z.infer<typeof counted>;

/** One look at both transports of a call: counts since it began. */
export interface QualityLook {
  readonly atMs: number;
  readonly stats: ReadonlyMap<string, Counted>;
}

/** @param reports the statistics of every transport; what is in them is the browser's business */
export function look(atMs: number, reports: readonly ReadonlyMap<string, unknown>[]): QualityLook {
  const stats = new Map<string, Counted>();
  for (const [index, report] of reports.entries()) {
    for (const each of report.values()) {
      const { success, data } = counted.safeParse(each);
      if (success) {
        stats.set(`${String(index)} ${data.id}`, data); // two connections may use the same ids
      }
    }
  }
  return { atMs, stats };
}

/** Opus in 20 ms packets at 48 kHz, as browsers send it. */
const PACKETS_PER_S = 50;
const SAMPLES_PER_PACKET = 960;
/** Whoever spoke for this share of the time made no pause worth the name. */
const FLOWING = 0.95;

const MS_MAX = 60_000;
const BPS_MAX = 1e9;

const within = (value: number, max: number): number => Math.min(max, Math.max(0, value));
const share = (part: number, whole: number): number | null => (whole <= 0 ? null : within((part / whole) * 100, 100));

/** Two looks at once say nothing of a rate, and must not divide by nothing. */
const SHORTEST_S = 0.001;

/** What happened between two looks. */
export function compare(before: QualityLook, after: QualityLook): ClientQuality {
  const seconds = Math.max(SHORTEST_S, (after.atMs - before.atMs) / 1_000);
  const sent = { packets: 0, bytes: 0, lost: 0 };
  const received = { packets: 0, bytes: 0, lost: 0, samples: 0, concealed: 0 };
  let jitterMs: number | null = null;
  for (const [id, now] of after.stats) {
    const then = before.stats.get(id);
    if (now.type === 'outbound-rtp') {
      const past = then?.type === now.type ? then : undefined;
      sent.packets += rise(past?.packetsSent, now.packetsSent);
      sent.bytes += rise(past?.bytesSent, now.bytesSent);
    } else if (now.type === 'remote-inbound-rtp') {
      const past = then?.type === now.type ? then : undefined;
      sent.lost += rise(past?.packetsLost, now.packetsLost);
    } else if (now.type === 'inbound-rtp') {
      const past = then?.type === now.type ? then : undefined;
      const packets = rise(past?.packetsReceived, now.packetsReceived);
      const lost = rise(past?.packetsLost, now.packetsLost);
      received.packets += packets;
      received.lost += lost;
      received.bytes += rise(past?.bytesReceived, now.bytesReceived);
      if (packets === 0) {
        continue; // silent: its last jitter is nobody's
      }
      jitterMs = within(Math.max(jitterMs ?? 0, now.jitter * 1_000), MS_MAX);
      if (packets + lost >= FLOWING * PACKETS_PER_S * seconds) {
        received.samples += rise(past?.totalSamplesReceived, now.totalSamplesReceived);
        received.concealed +=
          rise(past?.concealedSamples, now.concealedSamples) -
          rise(past?.silentConcealedSamples, now.silentConcealedSamples);
      } else {
        // Who pauses sends nothing, and decoders fill that too: there only what is known to be missing counts.
        received.samples += (packets + lost) * SAMPLES_PER_PACKET;
        received.concealed += (lost + rise(past?.packetsDiscarded, now.packetsDiscarded)) * SAMPLES_PER_PACKET;
      }
    }
  }
  return {
    sentLossPercent: share(sent.lost, sent.packets),
    sentBps: within((sent.bytes * 8) / seconds, BPS_MAX),
    receivedLossPercent: share(received.lost, received.packets + received.lost),
    receivedBps: within((received.bytes * 8) / seconds, BPS_MAX),
    jitterMs,
    roundTripMs: roundTripMs(after),
    concealedPercent: share(received.concealed, received.samples),
  };
}

/** A count that fell began anew, or packets thought lost came late. */
const rise = (past = 0, now: number): number => Math.max(0, now - past);

/** Of the pair in use, the slower of both transports. */
function roundTripMs({ stats }: QualityLook): number | null {
  const all = [...stats];
  const selected = new Set(
    all.flatMap(([id, each]) =>
      each.type === 'transport' && each.selectedCandidatePairId !== undefined
        ? [id.replace(each.id, each.selectedCandidatePairId)]
        : [],
    ),
  );
  const times = all.flatMap(([id, each]) =>
    each.type === 'candidate-pair' &&
    // Not every browser says which one is selected.
    (selected.size > 0 ? selected.has(id) : each.nominated && each.state === 'succeeded') &&
    each.currentRoundTripTime !== undefined
      ? [within(each.currentRoundTripTime * 1_000, MS_MAX)]
      : [],
  );
  return times.length === 0 ? null : Math.max(...times);
}
