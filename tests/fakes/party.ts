/** A whole server inside the test's process, on loopback, with a real worker and a real database in a folder of its own. */
import { AssertionError } from 'node:assert';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SILENT_LOG, type Log } from '../../common/log.ts';
import { resolveConfig, type Config } from '../../server/config.ts';
import { LIMITS, type Limits } from '../../server/signaling/limits.ts';
import { Server, type ServerCounts } from '../../server/Server.ts';
import { config as testConfig } from '../config.ts';
import { Guest } from './Guest.ts';

export interface PartyOptions {
  readonly limits?: Partial<Limits>;
  readonly log?: Log;
  readonly environment?: Readonly<Record<string, string>>;
  /** A folder to keep; otherwise a new one, which goes with the party. */
  readonly dataDir?: string;
  /** As the desktop app runs it. */
  readonly embedded?: boolean;
}

/** Limits that no test reaches by accident. */
const WIDE: Limits = {
  ...LIMITS,
  entry: { burst: 1_000_000, intervalMs: 1, patienceMs: 0 },
  media: { count: 1_000_000, windowMs: 1_000 },
  community: { count: 1_000_000, windowMs: 1_000 },
  messages: { count: 1_000_000, windowMs: 1_000 },
  refusals: { count: 1_000_000, windowMs: 1_000 },
};

export class Party {
  readonly server: Server;
  readonly dataDir: string;
  readonly #guests: Guest[] = [];
  readonly #owned: boolean;

  private constructor(server: Server, dataDir: string, owned: boolean) {
    this.server = server;
    this.dataDir = dataDir;
    this.#owned = owned;
  }

  static async open({
    limits = {},
    log = SILENT_LOG,
    environment = {},
    dataDir,
    embedded = false,
  }: PartyOptions = {}): Promise<Party> {
    const folder = dataDir ?? (await makeFolder());
    const config = await partyConfig(folder, environment, embedded);
    const server = await Server.start(config, log, { ...WIDE, ...limits });
    return new Party(server, folder, dataDir === undefined);
  }

  get url(): string {
    return this.server.addresses[0] ?? '';
  }

  get counts(): ServerCounts {
    return this.server.counts();
  }

  async connect(): Promise<Guest> {
    const guest = await Guest.connect(this.url);
    this.#guests.push(guest);
    return guest;
  }

  async guest(name: string): Promise<Guest> {
    const guest = await this.connect();
    await guest.authenticate({ kind: 'guest', name });
    return guest;
  }

  async guests(...names: string[]): Promise<Guest[]> {
    return Promise.all(names.map(async (name) => this.guest(name)));
  }

  /** Another device of a member. */
  async again(guest: Guest): Promise<Guest> {
    const other = await this.connect();
    await other.authenticate({ kind: 'session', token: guest.welcome.token });
    return other;
  }

  async close(): Promise<void> {
    for (const guest of this.#guests) {
      guest.close();
    }
    await this.server.stop();
    if (this.#owned) {
      await rm(this.dataDir, { recursive: true, force: true });
    }
  }
}

export const makeFolder = async (): Promise<string> => mkdtemp(join(tmpdir(), 'yankcord-test-'));

/** A client of one empty page, for servers whose client no test looks at. */
export const makeWebDir = async (folder: string): Promise<string> => {
  const webDir = join(folder, 'web');
  await mkdir(join(webDir, 'assets'), { recursive: true });
  await writeFile(join(webDir, 'index.html'), '<!doctype html><title>Yankcord</title>');
  await writeFile(join(webDir, 'assets', 'main-abc123.js'), '// nothing');
  return webDir;
};

export const partyConfig = async (
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  embedded = false,
): Promise<Config> => {
  const webDir = await makeWebDir(folder);
  return resolveConfig(
    {
      flags: { port: '0', data: join(folder, 'data'), 'media-port': '0' },
      environment: {
        YANKCORD_HOST: '127.0.0.1',
        YANKCORD_WEB_DIR: webDir,
        MEDIA_WORKER_COUNT: '1',
        YANKCORD_OWNER: 'first',
        YANKCORD_ROOM_WARM_MS: '0',
        ...(testConfig.workerBin === undefined ? {} : { MEDIASOUP_WORKER_BIN: testConfig.workerBin }),
        ...environment,
      },
      file: {},
    },
    embedded,
  );
};

/** Until `check` holds, looked at often. @throws AssertionError with what was there in the end */
export const eventually = async (check: () => boolean, what: () => unknown = () => '', ms = 5_000): Promise<void> => {
  const endMs = performance.now() + ms;
  while (!check()) {
    if (performance.now() > endMs) {
      throw new AssertionError({ message: `not in ${String(ms)} ms: ${JSON.stringify(what())}` });
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
