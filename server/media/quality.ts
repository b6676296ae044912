import type { types } from 'mediasoup';
import type { ServerQuality } from '../../common/quality.ts';

const CLOCK_RATE: Readonly<Record<string, number>> = { audio: 48_000, video: 90_000 };

/** The contract's limits: beyond them a number says no more. */
const MAX_MS = 60_000;
const MAX_BPS = 1e9;

/** Counters of one stream, or of the transports, as they stood at the last look. */
interface StreamCounters {
  readonly packets: number;
  readonly lost: number;
}

interface ByteCounters {
  readonly atMs: number;
  readonly received: number;
  readonly sent: number;
}

/** A transport, as far as it is measured. */
interface MeasuredTransport {
  getStats(): Promise<readonly { readonly bytesReceived: number; readonly bytesSent: number }[]>;
}

/** What is asked of the worker for one look at a peer. */
export interface Measured {
  readonly producers: readonly types.Producer[];
  readonly consumers: readonly types.Consumer[];
}

/**
 * Measures a peer from the server's side by mediasoup's statistics, each time since the last:
 * https://mediasoup.org/documentation/v3/mediasoup/rtc-statistics/
 */
export class TransportMeter {
  readonly #send: MeasuredTransport;
  readonly #receive: MeasuredTransport;
  /** By SSRC; of streams that are gone nothing is kept. */
  #streams: ReadonlyMap<number, StreamCounters> = new Map();
  #bytes: ByteCounters = { atMs: performance.now(), received: 0, sent: 0 };

  /** @param send what the peer sends by @param receive what it receives by */
  constructor(send: MeasuredTransport, receive: MeasuredTransport) {
    this.#send = send;
    this.#receive = receive;
  }

  /**
   * Asks the worker once for each transport and producer, and for one consumer, whose reports tell the round trip.
   * @throws whatever the worker answers, when one of them closes meanwhile
   */
  async measure({ producers, consumers }: Measured): Promise<ServerQuality> {
    const flowing = consumers.find((consumer) => !consumer.closed && !consumer.paused && !consumer.producerPaused);
    const [[sendStats], [receiveStats], produced, consumed] = await Promise.all([
      this.#send.getStats(),
      this.#receive.getStats(),
      Promise.all(producers.map(async (producer) => producer.getStats())),
      flowing?.getStats(),
    ]);
    const streams = produced.flat();
    const rates = this.#ratesOf(sendStats?.bytesReceived ?? 0, receiveStats?.bytesSent ?? 0);
    return { ...rates, ...this.#lossOf(streams), roundTripMs: roundTripOf([...streams, ...ownOf(consumed)]) };
  }

  #ratesOf(received: number, sent: number): Pick<ServerQuality, 'receivedBps' | 'sentBps'> {
    const before = this.#bytes;
    const atMs = performance.now();
    this.#bytes = { atMs, received, sent };
    const seconds = Math.max(atMs - before.atMs, 1) / 1_000;
    const rate = (bytes: number): number => Math.min(Math.round((Math.max(bytes, 0) * 8) / seconds), MAX_BPS);
    return { receivedBps: rate(received - before.received), sentBps: rate(sent - before.sent) };
  }

  /** Only of streams in which something came since the last look: a closed gate sends nothing, and loses nothing. */
  #lossOf(streams: readonly types.ProducerStat[]): Pick<ServerQuality, 'receivedLossPercent' | 'jitterMs' | 'score'> {
    const counters = new Map<number, StreamCounters>();
    let packets = 0;
    let lost = 0;
    const alive: types.ProducerStat[] = [];
    for (const stream of streams) {
      const before = this.#streams.get(stream.ssrc) ?? { packets: 0, lost: 0 };
      const came = Math.max(stream.packetCount - before.packets, 0);
      // The worker counts losses with its RTCP reports, up to 5 s later: those of a silent stream wait for its next words.
      counters.set(stream.ssrc, came > 0 ? { packets: stream.packetCount, lost: stream.packetsLost } : before);
      if (came > 0) {
        packets += came;
        lost += Math.max(stream.packetsLost - before.lost, 0);
        alive.push(stream);
      }
    }
    this.#streams = counters;
    if (alive.length === 0) {
      return { receivedLossPercent: null, jitterMs: null, score: null };
    }
    const jitters = alive.map(({ jitter, kind }) => (jitter / (CLOCK_RATE[kind] ?? 90_000)) * 1_000);
    return {
      receivedLossPercent: (lost / (packets + lost)) * 100,
      jitterMs: Math.min(Math.max(...jitters), MAX_MS),
      score: Math.min(...alive.map(({ score }) => score)),
    };
  }
}

/** A consumer's statistics hold those of its producer as well, which is someone else's. */
const ownOf = (stats: readonly (types.ConsumerStat | types.ProducerStat)[] = []): typeof stats =>
  stats.filter(({ type }) => type === 'outbound-rtp');

const roundTripOf = (
  streams: readonly { readonly roundTripTime?: number | undefined }[],
): ServerQuality['roundTripMs'] => {
  const times = streams.map(({ roundTripTime }) => roundTripTime ?? 0).filter((time) => time > 0);
  return times.length === 0 ? null : Math.min(Math.max(...times), MAX_MS);
};
