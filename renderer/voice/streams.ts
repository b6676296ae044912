/** Every stream of a call and the ways they take, from what the browser counts (https://www.w3.org/TR/webrtc-stats/). */
import { z } from 'zod';
import { pictureReceived, pictureSent, receivedPicture, sentPicture, type PictureReport } from './picture.ts';

const count = z.number().catch(0);
const text = z.string().optional().catch(undefined);
const maybe = z.number().optional().catch(undefined);
const kind = z.enum(['audio', 'video']);

const stat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('codec'), id: z.string(), mimeType: z.string(), clockRate: maybe, channels: maybe }),
  z.object({ type: z.literal('media-source'), id: z.string(), audioLevel: maybe }),
  z.object({
    type: z.literal('outbound-rtp'),
    id: z.string(),
    kind,
    codecId: text,
    mediaSourceId: text,
    packetsSent: count,
    bytesSent: count,
    ...sentPicture,
  }),
  z.object({
    type: z.literal('remote-inbound-rtp'),
    id: z.string(),
    localId: text,
    /** Of the last report, 0 to 1. */
    fractionLost: maybe,
    /** Seconds. */
    jitter: maybe,
  }),
  z.object({
    type: z.literal('inbound-rtp'),
    id: z.string(),
    kind,
    codecId: text,
    trackIdentifier: text,
    packetsReceived: count,
    packetsLost: count,
    bytesReceived: count,
    /** Seconds. */
    jitter: maybe,
    /** Seconds, summed over what was emitted. */
    jitterBufferDelay: count,
    jitterBufferEmittedCount: count,
    totalSamplesReceived: count,
    concealedSamples: count,
    silentConcealedSamples: count,
    /** 0 to 1. */
    audioLevel: maybe,
    ...receivedPicture,
  }),
  z.object({ type: z.literal('transport'), id: z.string(), selectedCandidatePairId: text }),
  z.object({
    type: z.literal('candidate-pair'),
    id: z.string(),
    nominated: z.boolean().catch(false),
    state: z.string().catch(''),
    remoteCandidateId: text,
  }),
  z.object({ type: z.literal('remote-candidate'), id: z.string(), address: text, port: maybe, protocol: text }),
]);
type Stat = z.infer<typeof stat>;
type Inbound = Extract<Stat, { type: 'inbound-rtp' }>;
type Outbound = Extract<Stat, { type: 'outbound-rtp' }>;

export interface StreamReport {
  /** The same as long as the stream. */
  readonly id: string;
  readonly direction: 'sent' | 'received';
  readonly kind: 'audio' | 'video';
  /** Such as `opus 48 kHz`. */
  readonly codec: string | undefined;
  /** Since it began. */
  readonly packets: number;
  readonly bytes: number;
  /** From here on since the look before; null where there is nothing to measure. */
  readonly bps: number | null;
  readonly lossPercent: number | null;
  readonly jitterMs: number | null;
  readonly bufferMs: number | null;
  readonly concealedPercent: number | null;
  /** dBFS, now. */
  readonly levelDb: number | null;
  /** undefined for sound */
  readonly picture: PictureReport | undefined;
  /** The track that plays it. */
  readonly trackId: string | undefined;
}

/** How a call's packets get to the server. */
export interface WayReport {
  readonly protocol: string | undefined;
  /** Address and port of the server. */
  readonly endpoint: string | undefined;
}

/** One look at the transports: kept to be compared with the next. */
export interface StreamLook {
  readonly atMs: number;
  readonly stats: ReadonlyMap<string, Stat>;
}

/** @param reports of every transport, always in the same order */
export function lookAtStreams(atMs: number, reports: readonly ReadonlyMap<string, unknown>[]): StreamLook {
  const stats = new Map<string, Stat>();
  for (const [index, report] of reports.entries()) {
    for (const each of report.values()) {
      const { success, data } = stat.safeParse(each);
      if (success) {
        stats.set(key(index, data.id), data);
      }
    }
  }
  return { atMs, stats };
}

/** @param before the look before, for what is measured between two */
export function streamsOf(now: StreamLook, before: StreamLook | undefined): readonly StreamReport[] {
  return [...now.stats].flatMap(([id, each]): StreamReport[] => {
    const transport = id.slice(0, id.indexOf(' '));
    const past = before?.stats.get(id);
    const seconds = before === undefined ? 0 : (now.atMs - before.atMs) / 1_000;
    const find = (other: string | undefined): Stat | undefined =>
      other === undefined ? undefined : now.stats.get(`${transport} ${other}`);
    if (each.type === 'outbound-rtp') {
      const remote = [...now.stats.values()].find(
        (one) => one.type === 'remote-inbound-rtp' && one.localId === each.id,
      );
      return [sent(id, each, past?.type === each.type ? past : undefined, seconds, find, remote)];
    }
    return each.type === 'inbound-rtp'
      ? [received(id, each, past?.type === each.type ? past : undefined, seconds, find)]
      : [];
  });
}

/** By which way the streams go: protocol, server's end and round trip of the pair of candidates in use. */
export function wayOf({ stats }: StreamLook): WayReport {
  for (const [id, each] of stats) {
    const transport = id.slice(0, id.indexOf(' '));
    const pair =
      each.type === 'transport' && each.selectedCandidatePairId !== undefined
        ? stats.get(`${transport} ${each.selectedCandidatePairId}`)
        : each;
    // Not every browser says which one is selected.
    if (pair?.type === 'candidate-pair' && (pair !== each || (pair.nominated && pair.state === 'succeeded'))) {
      const remote = stats.get(`${transport} ${pair.remoteCandidateId ?? ''}`);
      if (remote?.type === 'remote-candidate') {
        const { address, port, protocol } = remote;
        return {
          protocol: protocol?.toUpperCase(),
          endpoint: address === undefined ? undefined : withPort(address, port),
        };
      }
    }
  }
  return { protocol: undefined, endpoint: undefined };
}

/** As it may be given away: enough to tell networks apart, not enough to find one. */
export function maskAddress(endpoint: string): string {
  const port = /:(\d+)$/.exec(endpoint)?.[1];
  const address = endpoint.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  const tail = port === undefined ? '' : `:${port}`;
  const four = /^(\d+)\.\d+\.\d+\.\d+$/.exec(address);
  if (four !== null) {
    return `${four[1] ?? ''}.x.x.x${tail}`;
  }
  return address.includes(':') ? `[${address.split(':')[0] ?? ''}:x]${tail}` : `x${tail}`;
}

const key = (transport: number, id: string): string => `${String(transport)} ${id}`; // two may use the same ids
const withPort = (address: string, port: number | undefined): string =>
  `${address.includes(':') ? `[${address}]` : address}${port === undefined ? '' : `:${String(port)}`}`;

type Find = (id: string | undefined) => Stat | undefined;

function sent(
  id: string,
  now: Outbound,
  past: Outbound | undefined,
  seconds: number,
  find: Find,
  remote: Stat | undefined,
): StreamReport {
  const source = find(now.mediaSourceId);
  const told = remote?.type === 'remote-inbound-rtp' ? remote : undefined;
  return {
    id,
    direction: 'sent',
    kind: now.kind,
    codec: codecName(find(now.codecId)),
    packets: now.packetsSent,
    bytes: now.bytesSent,
    bps: rate(past?.bytesSent, now.bytesSent, seconds),
    lossPercent: told?.fractionLost === undefined ? null : percent(told.fractionLost, 1),
    jitterMs: inMs(told?.jitter),
    bufferMs: null,
    concealedPercent: null,
    levelDb: source?.type === 'media-source' ? decibels(source.audioLevel) : null,
    picture: now.kind === 'video' ? pictureSent(now) : undefined,
    trackId: undefined,
  };
}

function received(id: string, now: Inbound, past: Inbound | undefined, seconds: number, find: Find): StreamReport {
  const packets = now.packetsReceived - (past?.packetsReceived ?? 0);
  const lost = Math.max(0, now.packetsLost - (past?.packetsLost ?? 0));
  const emitted = now.jitterBufferEmittedCount - (past?.jitterBufferEmittedCount ?? 0);
  const delay = now.jitterBufferDelay - (past?.jitterBufferDelay ?? 0);
  const audible = (of: Inbound | undefined): number => (of?.concealedSamples ?? 0) - (of?.silentConcealedSamples ?? 0);
  return {
    id,
    direction: 'received',
    kind: now.kind,
    codec: codecName(find(now.codecId)),
    packets: now.packetsReceived,
    bytes: now.bytesReceived,
    bps: rate(past?.bytesReceived, now.bytesReceived, seconds),
    lossPercent: percent(lost, packets + lost),
    jitterMs: packets > 0 ? inMs(now.jitter) : null,
    bufferMs: emitted > 0 && packets > 0 ? (delay / emitted) * 1_000 : null,
    concealedPercent:
      now.kind === 'audio' && packets > 0
        ? percent(audible(now) - audible(past), now.totalSamplesReceived - (past?.totalSamplesReceived ?? 0))
        : null,
    levelDb: packets > 0 ? decibels(now.audioLevel) : null,
    picture: now.kind === 'video' ? pictureReceived(now) : undefined,
    trackId: now.trackIdentifier,
  };
}

const codecName = (found: Stat | undefined): string | undefined =>
  found?.type === 'codec'
    ? `${found.mimeType.replace(/^\w+\//, '')}${found.clockRate === undefined ? '' : ` ${String(found.clockRate / 1_000)} kHz`}`
    : undefined;

const rate = (past: number | undefined, now: number, seconds: number): number | null =>
  past === undefined || seconds <= 0 ? null : (Math.max(0, now - past) * 8) / seconds;
const percent = (part: number, whole: number): number | null =>
  whole <= 0 ? null : Math.min(100, Math.max(0, (part / whole) * 100));
const inMs = (seconds: number | undefined): number | null => (seconds === undefined ? null : seconds * 1_000);
/** @param level 0 to 1 of full scale */
export const decibels = (level: number | undefined): number | null =>
  level === undefined ? null : level <= 0 ? -100 : Math.max(-100, 20 * Math.log10(level));
