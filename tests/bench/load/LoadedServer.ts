import { get } from 'node:https';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { SERVER_NODE_FLAGS } from '../../../build/serverFlags.mjs';
import { descendantsOf } from '../../fakes/processTree.ts';
import { ServerProcess } from '../../fakes/ServerProcess.ts';
import { costOf, nameOf, NO_COST, pin, pssMbOf, SERVER_CORE, since, type Cost } from './machine.ts';

/** As `/debug/counts` shows them. */
const counts = z.record(z.string(), z.number());
export type Counts = z.infer<typeof counts>;

export interface ServerCost {
  readonly node: Cost;
  readonly worker: Cost;
}

const WORKER_NAME = 'mediasoup-worke';

/** A server on the core that is the server's, with one worker, and what it costs. Who starts it ends it. */
export class LoadedServer {
  readonly #process: ServerProcess;

  private constructor(process: ServerProcess) {
    this.#process = process;
  }

  /** Our server as it is run in earnest: built, on loopback. */
  static async ours(folder: string): Promise<LoadedServer> {
    const data = await mkdtemp(join(folder, 'party-'));
    return LoadedServer.#start({
      args: [
        ...SERVER_NODE_FLAGS,
        'dist/server/main.js',
        'serve',
        '--owner=first',
        '--host=127.0.0.1',
        '--port=0',
        '--media-port=0',
        `--data=${data}`,
      ],
      env: { MEDIA_WORKER_COUNT: '1', YANKCORD_DEBUG: '1', YANKCORD_LOG_LEVEL: 'warn' },
    });
  }

  /** The bare router that ours is compared with. @param relays every microphone through its process, untouched */
  static async bare(folder: string, { relays = false } = {}): Promise<LoadedServer> {
    return LoadedServer.#start({ args: ['tests/bench/bare/server.ts', folder, ...(relays ? ['relay'] : [])] });
  }

  /** Ours without limits of how much a connection may ask. */
  static async wide(): Promise<LoadedServer> {
    return LoadedServer.#start({ args: [fileURLToPath(new URL('wideServer.ts', import.meta.url))] });
  }

  static async #start(command: Parameters<typeof ServerProcess.start>[0]): Promise<LoadedServer> {
    const server = new LoadedServer(await ServerProcess.start(command));
    for (const pid of server.pids) {
      pin(pid, SERVER_CORE);
    }
    return server;
  }

  get url(): string {
    return this.#process.url;
  }

  get running(): boolean {
    return this.#process.running;
  }

  /** The process itself and all it started. */
  get pids(): number[] {
    return [this.#process.pid, ...descendantsOf(this.#process.pid)];
  }

  /** Undefined while it is being replaced. */
  get workerPid(): number | undefined {
    return descendantsOf(this.#process.pid).find((pid) => nameOf(pid) === WORKER_NAME);
  }

  cost(): ServerCost {
    const { workerPid } = this;
    return { node: costOf(this.#process.pid), worker: workerPid === undefined ? NO_COST : costOf(workerPid) };
  }

  costSince({ node, worker }: ServerCost): ServerCost {
    const now = this.cost();
    return { node: since(now.node, node), worker: since(now.worker, worker) };
  }

  /** Of all its processes. */
  pssMb(): number {
    return this.pids.reduce((sum, pid) => sum + pssMbOf(pid), 0);
  }

  /** Of the worker alone; 0 while it is being replaced. */
  workerPssMb(): number {
    const { workerPid } = this;
    return workerPid === undefined ? 0 : pssMbOf(workerPid);
  }

  /** What is open in it; ours only. */
  async counts(): Promise<Counts> {
    const text = await new Promise<string>((resolve, reject) => {
      get(`${this.url}/debug/counts`, { rejectUnauthorized: false, agent: false }, (response) => {
        response.setEncoding('utf8');
        let body = '';
        response.on('data', (part: string) => (body += part));
        response.on('end', () => {
          resolve(body);
        });
      }).on('error', reject);
    });
    return counts.parse(JSON.parse(text));
  }

  async stop(): Promise<void> {
    await this.#process.stop();
  }
}
