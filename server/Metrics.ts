import { monitorEventLoopDelay } from 'node:perf_hooks';
import { memoryUsage } from 'node:process';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ErrorCode } from '../common/errors.ts';
import type { Closable } from '../common/lifetime.ts';
import type { QualitySample } from '../common/quality.ts';
import type { WorkerHealth } from './media/workers.ts';

/** Looked at when the page is asked for. */
export interface MetricSources {
  readonly counts: () => object;
  readonly workers: () => readonly WorkerHealth[];
  /** When the newest backup was made, Unix time in seconds. */
  readonly backupSeconds: () => number | undefined;
}

/** The page's media type: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const METRICS_CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** The event loop's delay is sampled so often: seldom enough to cost nothing while the server is idle. */
const LOOP_RESOLUTION_MS = 50;
const LOOP_QUANTILES = [0.5, 0.99, 1];

const LOSS_BUCKETS = [0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const BITRATE_BUCKETS = [0, 16e3, 32e3, 64e3, 128e3, 256e3, 512e3, 1e6, 2.5e6, 5e6, 1e7, 2.5e7];

type Side = 'client' | 'server';
type Direction = 'from_peer' | 'to_peer';

/**
 * What Prometheus reads of the server: https://prometheus.io/docs/practices/naming/. No label names a member, a channel
 * or an address: their kinds alone are counted.
 */
export class Metrics implements Closable {
  readonly #registry = new Registry();
  readonly #loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  readonly #requests = new Counter({
    name: 'yankcord_requests_total',
    help: 'Requests by name and outcome, which is "ok" or the code of the refusal.',
    labelNames: ['request', 'outcome'],
    registers: [this.#registry],
  });
  readonly #requestSeconds = new Histogram({
    name: 'yankcord_request_duration_seconds',
    help: 'From the arrival of a request to its answer.',
    labelNames: ['request'],
    buckets: SECONDS_BUCKETS,
    registers: [this.#registry],
  });
  readonly #loss = this.#qualityHistogram('loss_ratio', 'Share of packets lost', LOSS_BUCKETS);
  readonly #bitrate = this.#qualityHistogram('bitrate_bps', 'Bit/s', BITRATE_BUCKETS);
  readonly #jitter = this.#qualityHistogram('jitter_seconds', 'Jitter', SECONDS_BUCKETS);
  readonly #roundTrip = this.#qualityHistogram('round_trip_seconds', 'Round trip', SECONDS_BUCKETS);

  constructor(sources: MetricSources) {
    this.#loop.enable();
    this.#addCounts(sources);
    this.#addWorkers(sources);
    this.#addBackup(sources);
    this.#addLoop();
  }

  async render(): Promise<string> {
    return this.#registry.metrics();
  }

  requested(request: string, outcome: 'ok' | ErrorCode, ms: number): void {
    this.#requests.inc({ request, outcome });
    this.#requestSeconds.observe({ request }, ms / 1_000);
  }

  sampled({ client, server }: QualitySample): void {
    if (client !== null) {
      observe(this.#loss, 'client', 'from_peer', client.sentLossPercent, 100);
      observe(this.#loss, 'client', 'to_peer', client.receivedLossPercent, 100);
      observe(this.#bitrate, 'client', 'from_peer', client.sentBps);
      observe(this.#bitrate, 'client', 'to_peer', client.receivedBps);
      observe(this.#jitter, 'client', 'to_peer', client.jitterMs, 1_000);
      observe(this.#roundTrip, 'client', 'from_peer', client.roundTripMs, 1_000);
    }
    if (server !== null) {
      observe(this.#loss, 'server', 'from_peer', server.receivedLossPercent, 100);
      observe(this.#bitrate, 'server', 'from_peer', server.receivedBps);
      observe(this.#bitrate, 'server', 'to_peer', server.sentBps);
      observe(this.#jitter, 'server', 'from_peer', server.jitterMs, 1_000);
      observe(this.#roundTrip, 'server', 'to_peer', server.roundTripMs, 1_000);
    }
  }

  close(): void {
    this.#loop.disable();
    this.#registry.clear();
  }

  #qualityHistogram(name: string, help: string, buckets: number[]): Histogram<'seen_by' | 'direction'> {
    return new Histogram({
      name: `yankcord_peer_${name}`,
      help: `${help} of each peer, every five seconds or more seldom, by who measured it.`,
      labelNames: ['seen_by', 'direction'],
      buckets,
      registers: [this.#registry],
    });
  }

  #addCounts({ counts }: MetricSources): void {
    const open = new Gauge({
      name: 'yankcord_open',
      help: 'What is open: members online, sockets, rooms, live and waiting peers, and mediasoup’s own objects.',
      labelNames: ['what'],
      registers: [this.#registry],
      collect: () => {
        for (const [what, count] of Object.entries(counts())) {
          open.set({ what }, Number(count));
        }
      },
    });
  }

  #addWorkers({ workers }: MetricSources): void {
    const describe = (name: string, help: string, value: (health: WorkerHealth) => number): void => {
      const gauge = new Gauge({
        name: `yankcord_worker_${name}`,
        help,
        labelNames: ['worker'],
        registers: [this.#registry],
        collect: () => {
          for (const [place, health] of workers().entries()) {
            gauge.set({ worker: String(place) }, value(health));
          }
        },
      });
    };
    describe('up', 'Whether the media worker of this place runs.', ({ running }) => (running ? 1 : 0));
    describe('cpu_ratio', 'Share of a core that the media worker took lately.', ({ cpuPercent }) => cpuPercent / 100);
    describe('rooms', 'Rooms that the media worker carries.', ({ rooms }) => rooms);
  }

  #addBackup({ backupSeconds }: MetricSources): void {
    const gauge = new Gauge({
      name: 'yankcord_backup_timestamp_seconds',
      help: 'When the newest backup was made; 0 while there is none.',
      registers: [this.#registry],
      collect: () => {
        gauge.set(backupSeconds() ?? 0);
      },
    });
  }

  #addLoop(): void {
    const gauge = new Gauge({
      name: 'yankcord_event_loop_delay_seconds',
      help: 'How late the event loop was since the last look.',
      labelNames: ['quantile'],
      registers: [this.#registry],
      collect: () => {
        for (const quantile of LOOP_QUANTILES) {
          // What is measured is the time between two samples.
          const lateMs = Math.max(this.#loop.percentile(quantile * 100) / 1e6 - LOOP_RESOLUTION_MS, 0);
          gauge.set({ quantile: String(quantile) }, lateMs / 1_000);
        }
        this.#loop.reset();
      },
    });
    const memory = new Gauge({
      name: 'yankcord_process_resident_bytes',
      help: 'Resident memory of the server’s own process, without the media workers.',
      registers: [this.#registry],
      collect: () => {
        memory.set(memoryUsage.rss());
      },
    });
  }
}

/** @param unit how many of the value make one of the metric */
const observe = (
  histogram: Histogram<'seen_by' | 'direction'>,
  side: Side,
  direction: Direction,
  value: number | null,
  unit = 1,
): void => {
  if (value !== null) {
    histogram.observe({ seen_by: side, direction }, value / unit);
  }
};
