/** A party as people start it, in a data folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { killPrograms } from '../../fakes/processTree.ts';
import { ServerProcess } from '../../fakes/ServerProcess.ts';

const countsSchema = z.record(z.string(), z.number());
/** What the server has open, by kind. */
export type ServerCounts = z.infer<typeof countsSchema>;

type Settings = Readonly<Record<string, string>>;

export class Party {
  readonly #data: string;
  readonly #settings: Settings;
  #server: ServerProcess;
  readonly url: string;

  private constructor(data: string, settings: Settings, server: ServerProcess) {
    this.#data = data;
    this.#settings = settings;
    this.#server = server;
    this.url = server.url;
  }

  /** @param host the address it listens on; @param settings more of its environment */
  static async start(host = '127.0.0.1', settings: Settings = {}): Promise<Party> {
    const data = await mkdtemp(join(tmpdir(), 'yankcord-party-'));
    return new Party(data, settings, await startServer(data, host, '0', settings));
  }

  get running(): boolean {
    return this.#server.running;
  }

  /** All that this run of the server printed. */
  get output(): string {
    return this.#server.output.join('\n');
  }

  /** As Ctrl-C does; answers the exit code. */
  stop(): Promise<number | null> {
    return this.#server.stop();
  }

  /** As a power cut does. */
  kill(): Promise<void> {
    return this.#server.kill();
  }

  /** Ends the processes that carry the sound, in one moment; answers how many. */
  killWorkers(): number {
    return killPrograms(this.#server.pid, 'mediasoup-worker');
  }

  /** Starts again where it was: same port, same data. */
  async startAgain(): Promise<void> {
    const { hostname, port } = new URL(this.url);
    this.#server = await startServer(this.#data, hostname, port, this.#settings);
  }

  async counts(): Promise<ServerCounts> {
    return countsSchema.parse(JSON.parse(await fetchText(`${this.url}/debug/counts`)));
  }

  async close(): Promise<void> {
    await this.#server.kill();
    await rm(this.#data, { recursive: true, force: true });
  }
}

const startServer = (data: string, host: string, port: string, settings: Settings): Promise<ServerProcess> =>
  ServerProcess.start({
    args: ['build/start.mjs', '--headless', `--host=${host}`, `--port=${port}`, `--data=${data}`, '--name=Test party'],
    env: { YANKCORD_DEBUG: '1', ...settings },
  });

/** Over HTTPS, without asking who signed: the server made its certificate itself. */
const fetchText = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => {
        if (response.statusCode === 200) {
          resolve(text);
        } else {
          reject(new Error(`${url} answered ${String(response.statusCode)}`));
        }
      });
    }).on('error', reject);
  });
