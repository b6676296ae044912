import { createWorker, type types } from 'mediasoup';
import { AppError } from '../../common/errors.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { OutsideCandidates } from './OutsideCandidates.ts';
import { Pulse } from './Pulse.ts';

/** One address of the media port. */
export interface MediaAddress {
  /** What the worker binds. */
  readonly listen: string;
  /** What guests are told instead; both are announced when it is given, for LAN and WAN guests in one call. */
  readonly announced?: string;
}

/** A candidate for a worker's port: 0 lets the system choose. */
export type MediaPort = number;

const START_TIMEOUT_MS = 10_000;

/** Something that a worker carries, with what it costs. */
interface Load {
  readonly load: number;
}

/** What one percent of a core counts beside carried load, which counts peers and rooms. */
const LOAD_PER_CPU_PERCENT = 1;
/** CPU counts in steps of so many percent: what lies below is noise, and would scatter rooms by chance. */
const CPU_STEP_PERCENT = 10;

const listenInfos = (addresses: readonly MediaAddress[], port: MediaPort): types.TransportListenInfo[] =>
  addresses.flatMap(({ listen, announced }) =>
    (['udp', 'tcp'] as const).map((protocol) => ({
      protocol,
      ip: listen,
      ...(announced === undefined ? {} : { announcedAddress: announced, exposeInternalIp: true }),
      ...(port === 0 ? {} : { port }),
    })),
  );

const spawn = async (workerBin: string | undefined): Promise<types.Worker> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error('no sign of life'));
  }, START_TIMEOUT_MS);
  try {
    return await Promise.race([
      createWorker({ logLevel: 'error', ...(workerBin === undefined ? {} : { workerBin }) }),
      late,
    ]);
  } catch (fault) {
    const where = workerBin === undefined ? '' : ` "${workerBin}"`;
    throw new AppError(
      'worker_missing',
      `The media worker${where} cannot be started: run "npm run setup", or set MEDIASOUP_WORKER_BIN to a mediasoup-worker of this version.`,
      { cause: fault },
    );
  } finally {
    clearTimeout(timer);
  }
};

const processEnd = async (worker: types.Worker): Promise<void> => {
  if (!worker.subprocessClosed) {
    await new Promise<void>((resolve) => {
      worker.once('subprocessclose', resolve);
    });
  }
};

/** A worker process with its WebRtcServer on one port, UDP and TCP, for every address. Owns both. */
export class MediaWorker implements Closable {
  readonly worker: types.Worker;
  readonly webRtcServer: types.WebRtcServer;
  /** The port it was given; the same one is tried first when the worker has to be replaced. */
  readonly port: MediaPort;
  /** What guests are told beside what it listens on. */
  readonly outside: OutsideCandidates;
  readonly #pulse: Pulse;
  readonly #carried = new Set<Load>();

  private constructor(
    worker: types.Worker,
    webRtcServer: types.WebRtcServer,
    port: MediaPort,
    outside: OutsideCandidates,
  ) {
    this.outside = outside;
    this.worker = worker;
    this.webRtcServer = webRtcServer;
    this.port = port;
    // Its process answers no more: it is ended, so that it dies like any other and is replaced.
    this.#pulse = new Pulse(worker, () => {
      this.kill();
    });
    worker.observer.once('close', () => {
      this.#pulse.close();
    });
  }

  /**
   * @param ports to try in order
   * @throws AppError `worker_missing`, `port_in_use` when none of the ports can be bound on all addresses
   */
  static async open(
    workerBin: string | undefined,
    addresses: readonly MediaAddress[],
    ports: readonly MediaPort[],
    outside: OutsideCandidates,
  ): Promise<MediaWorker> {
    const worker = await spawn(workerBin);
    let cause: unknown;
    for (const port of ports) {
      try {
        const webRtcServer = await worker.createWebRtcServer({ listenInfos: listenInfos(addresses, port) });
        return new MediaWorker(worker, webRtcServer, port, outside);
      } catch (fault) {
        cause = fault;
      }
    }
    worker.close();
    await processEnd(worker);
    const tried =
      ports.length > 1
        ? `None of the media ports from ${String(ports[0])} is free`
        : `Media port ${String(ports[0])} is not free`;
    throw new AppError(
      'port_in_use',
      `${tried} on every address: end the program that has it, or choose others with --media-port or WEBRTC_LISTEN_IP.`,
      { cause },
    );
  }

  /** @returns the function that takes the load off again */
  carry(load: Load): () => void {
    this.#carried.add(load);
    return () => {
      this.#carried.delete(load);
    };
  }

  /** What it carries and what it really costs, together: placement goes by it (S15). */
  get load(): number {
    const cpuSteps = Math.floor((this.cpuShare * 100) / CPU_STEP_PERCENT);
    const carried = [...this.#carried].reduce((sum, { load }) => sum + load, 0);
    return carried + cpuSteps * CPU_STEP_PERCENT * LOAD_PER_CPU_PERCENT;
  }

  /** Of one core, 0 to 1. */
  get cpuShare(): number {
    return this.#pulse.cpuShare;
  }

  /** Rooms here. */
  get carriedCount(): number {
    return this.#carried.size;
  }

  /** Resolves when the process is gone; at once if it is. */
  async ended(): Promise<void> {
    await processEnd(this.worker);
  }

  close(): void {
    this.worker.close();
  }

  /** Ends the process without asking it. */
  kill(): void {
    if (!this.worker.subprocessClosed) {
      try {
        process.kill(this.worker.pid, 'SIGKILL');
      } catch {
        // It ended in this moment.
      }
    }
  }
}
