import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { workerFault } from './verify.mjs';

export const WORKER_FILE = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';

/** A work folder older than this was left behind by a set-up that was killed. */
const ABANDONED_MS = 86_400_000;

/** The workers kept for one user, one folder per mediasoup version and kind of machine. */
export class WorkerCache {
  /** @readonly */
  #root;
  /** @readonly */
  #key;
  /** @readonly */
  #version;

  /**
   * @param {string} cacheDir
   * @param {string} version mediasoup's
   */
  constructor(cacheDir, version) {
    this.#root = resolve(cacheDir, 'mediasoup-worker');
    // A worker for glibc does not start on musl, nor the other way round.
    this.#key = `${version}-${process.platform}-${process.arch}${usesMusl() ? '-musl' : ''}`;
    this.#version = version;
  }

  get bin() {
    return join(this.#root, this.#key, WORKER_FILE);
  }

  get lockFolder() {
    return join(this.#root, `${this.#key}.lock`);
  }

  get logFile() {
    return join(this.#root, `${this.#key}.log`);
  }

  /** @returns {Promise<string | undefined>} why there is no usable worker here, as part of a sentence */
  async fault() {
    return workerFault(this.bin, this.#version);
  }

  /** The recipe that the worker here was built by, if it was built. */
  async recipe() {
    const text = await readFile(this.#recipeFile, 'utf8').catch(() => undefined);
    return text?.trim();
  }

  /**
   * Takes a worker in if it runs. The move is one step, so nobody ever sees half of it.
   *
   * @param {string} file a file in a work folder of this cache
   * @param {string} [recipe] for a worker built here
   * @returns {Promise<string | undefined>} why it was not taken
   */
  async accept(file, recipe) {
    await chmod(file, 0o755);
    const fault = await workerFault(file, this.#version);
    if (fault !== undefined) {
      return fault;
    }
    await mkdir(join(this.#root, this.#key), { recursive: true });
    await rm(this.#recipeFile, { force: true });
    await rename(file, this.bin);
    if (recipe !== undefined) {
      await writeFile(this.#recipeFile, `${recipe}\n`);
    }
    return undefined;
  }

  async discard() {
    await rm(join(this.#root, this.#key), { recursive: true, force: true });
  }

  /**
   * Runs `work` with a folder of its own on the cache's file system, and removes the folder.
   *
   * @template T
   * @param {(folder: string) => Promise<T>} work
   */
  async withWorkFolder(work) {
    await mkdir(this.#root, { recursive: true });
    for (const name of await readdir(this.#root)) {
      const path = join(this.#root, name);
      if (name.startsWith('work-') && Date.now() - (await stat(path)).mtimeMs > ABANDONED_MS) {
        await rm(path, { recursive: true, force: true });
      }
    }
    const folder = await mkdtemp(join(this.#root, 'work-'));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  get #recipeFile() {
    return join(this.#root, this.#key, 'recipe');
  }
}

function usesMusl() {
  try {
    // ldd is a shell script or a link to the loader, and names its library either way.
    return process.platform === 'linux' && readFileSync('/usr/bin/ldd').includes('musl');
  } catch {
    return false;
  }
}
