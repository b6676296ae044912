/** A feed of updates on loopback, over HTTPS, signed as `npm run dist` signs it; and electron-updater that reads it in plain Node. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, globalAgent, type Server } from 'node:https';
import Module, { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import electronUpdater, { type AppUpdater } from 'electron-updater';
import { generate } from 'selfsigned';
import { signFeed } from '../../build/packing/signFeed.ts';

export interface Published {
  readonly version: string;
  readonly bytes: Buffer;
  /** Whose key signs it; nobody's without. */
  readonly signedBy?: KeyObject;
  /** What is served in place of what was hashed and signed. */
  readonly served?: Buffer;
  readonly notes?: string;
}

const require = createRequire(import.meta.url);
const APP_IMAGE = 'Yankcord.AppImage';

export class UpdateFeed {
  readonly folder: string;
  readonly url: string;
  readonly publicKey: string;
  readonly privateKey: KeyObject;
  readonly #server: Server;
  readonly #files: Map<string, Buffer>;
  readonly #trusted: typeof globalAgent.options.ca;

  private constructor(folder: string, server: Server, files: Map<string, Buffer>, cert: string) {
    this.folder = folder;
    this.#server = server;
    this.#files = files;
    this.url = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}/updates`;
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.publicKey = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    this.privateKey = privateKey;
    this.#trusted = globalAgent.options.ca;
    globalAgent.options.ca = cert;
    standIn();
  }

  static async open(): Promise<UpdateFeed> {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'feed' }], {
      keyType: 'ec',
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    const files = new Map<string, Buffer>();
    const server = createServer({ key, cert }, ({ url = '' }, response) => {
      const found = files.get(new URL(url, 'https://feed').pathname.replace('/updates/', ''));
      response.writeHead(found === undefined ? 404 : 200, { 'content-length': found?.length ?? 0 }).end(found);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new UpdateFeed(await mkdtemp(join(tmpdir(), 'yankcord-feed-')), server, files, cert);
  }

  /** As electron-builder writes it for Linux. */
  async publish({ version, bytes, signedBy, served, notes = '' }: Published): Promise<void> {
    const hash = createHash('sha512').update(bytes).digest('base64');
    const lines = [
      `version: ${version}`,
      'files:',
      `  - url: ${APP_IMAGE}`,
      `    sha512: ${hash}`,
      `    size: ${String(bytes.length)}`,
      `path: ${APP_IMAGE}`,
      `sha512: ${hash}`,
      `releaseNotes: ${JSON.stringify(notes)}`,
      "releaseDate: '2026-11-25T12:00:00.000Z'",
      '',
    ];
    const feed = join(this.folder, 'latest-linux.yml');
    const artifact = join(this.folder, APP_IMAGE);
    await writeFile(feed, lines.join('\n'));
    await writeFile(artifact, bytes);
    if (signedBy !== undefined) {
      await signFeed(this.folder, version, [artifact], signedBy.export({ format: 'pem', type: 'pkcs8' }).toString());
    }
    this.#files.set('latest-linux.yml', await readFile(feed));
    this.#files.set(APP_IMAGE, served ?? bytes);
  }

  /** Hands out nothing any more. */
  empty(): void {
    this.#files.clear();
  }

  /** electron-updater's own for an AppImage, with what it needs of Electron replaced by Node's. */
  async updater(version: string): Promise<AppUpdater & { isUpdaterActive(): boolean }> {
    const { AppImageUpdater } = electronUpdater;
    const updater = new AppImageUpdater(null, {
      version,
      name: 'yankcord',
      isPackaged: true,
      appUpdateConfigPath: join(this.folder, 'app-update.yml'),
      userDataPath: this.folder,
      baseCachePath: join(this.folder, 'cache'),
      whenReady: () => Promise.resolve(),
      relaunch: () => undefined,
      quit: () => undefined,
      onQuit: () => undefined,
    });
    await writeFile(join(this.folder, 'app-update.yml'), 'updaterCacheDirName: yankcord-updater\n');
    return Object.assign(updater, { httpExecutor: nodeExecutor() });
  }

  async close(): Promise<void> {
    globalAgent.options.ca = this.#trusted;
    // Whoever is told of the end in a later turn finds it still.
    await new Promise((resolve) => setImmediate(resolve));
    Reflect.deleteProperty(require.cache, require.resolve('electron'));
    this.#server.closeAllConnections();
    this.#server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** In Electron's place, which is asked for when an update is put in place: to be told that the app goes. */
function standIn(): void {
  const id = require.resolve('electron');
  require.cache[id] = Object.assign(new Module(id), { exports: { autoUpdater: new EventEmitter() }, loaded: true });
}

/** As far as it is used here; the packages bring no way to import their types without depending on them. */
interface Cancellation {
  createPromise(
    work: (resolve: (to: string) => void, reject: (fault: Error) => void, onCancel: unknown) => void,
  ): unknown;
}
interface Executor {
  doDownload(request: object, options: object, redirects: number): void;
}

/** electron-builder's, on Node's own `https`; it lacks the download that electron-updater's for Electron has. */
function nodeExecutor(): object {
  const builder = createRequire(require.resolve('electron-builder'));
  const { NodeHttpExecutor } = builder('builder-util') as { NodeHttpExecutor: new () => Executor };
  const { configureRequestUrl, configureRequestOptions } = builder('builder-util-runtime') as {
    configureRequestUrl: (url: URL, request: object) => void;
    configureRequestOptions: (request: object) => void;
  };
  const executor = new NodeHttpExecutor();
  return Object.assign(executor, {
    download(url: URL, destination: string, options: { headers?: object; cancellationToken: Cancellation }): unknown {
      return options.cancellationToken.createPromise((resolve, reject, onCancel) => {
        const request = { headers: options.headers, redirect: 'manual' };
        configureRequestUrl(url, request);
        configureRequestOptions(request);
        const callback = (fault?: Error | null): void => {
          if (fault === undefined || fault === null) {
            resolve(destination);
          } else {
            reject(fault);
          }
        };
        executor.doDownload(request, { destination, options, onCancel, callback, responseHandler: null }, 0);
      });
    },
  });
}
