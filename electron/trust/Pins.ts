import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { certificateFingerprint } from '../../common/lan.ts';
import type { Log } from '../../common/log.ts';

/** More than anybody visits; beyond it the oldest is forgotten. */
const KEPT = 500;

/** Each entry alone: a damaged one costs no other. */
const stored = z.record(z.string().max(300), z.unknown()).catch({});

/** Which certificate each address has to show, kept in a file. */
export class Pins {
  readonly #path: string;
  readonly #log: Log;
  readonly #pins: Map<string, string>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, pins: Map<string, string>, log: Log) {
    this.#path = path;
    this.#pins = pins;
    this.#log = log;
  }

  static async open(path: string, log: Log): Promise<Pins> {
    const pins = new Map<string, string>();
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) {
      for (const [host, value] of Object.entries(stored.parse(jsonOf(text)))) {
        const fingerprint = certificateFingerprint.safeParse(value);
        if (fingerprint.success) {
          pins.set(host, fingerprint.data);
        }
      }
    }
    return new Pins(path, pins, log);
  }

  /** Settled when what was pinned is on the disk. */
  get written(): Promise<void> {
    return this.#writing;
  }

  get trusted(): ReadonlySet<string> {
    return new Set(this.#pins.values());
  }

  /** @param host `HOST:PORT` as it stands in an origin */
  of(host: string): string | undefined {
    return this.#pins.get(host);
  }

  /** What the machine of this name shows, on whatever port: Chromium asks without one. */
  ofMachine(hostname: string): string[] {
    return [...this.#pins].filter(([host]) => hostnameOf(host) === hostname).map(([, fingerprint]) => fingerprint);
  }

  set(host: string, fingerprint: string): void {
    if (this.#pins.get(host) === fingerprint) {
      return;
    }
    this.#pins.delete(host);
    this.#pins.set(host, fingerprint);
    const [oldest] = this.#pins.keys();
    if (this.#pins.size > KEPT && oldest !== undefined) {
      this.#pins.delete(oldest);
    }
    const text = JSON.stringify(Object.fromEntries(this.#pins), null, 2);
    this.#writing = this.#writing.then(() => this.#write(text));
  }

  async #write(text: string): Promise<void> {
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      // Whole or not at all.
      await writeFile(`${this.#path}.new`, text, { mode: 0o600 });
      await rename(`${this.#path}.new`, this.#path);
    } catch (fault) {
      this.#log.error('trusted certificates could not be kept', fault);
    }
  }
}

/** Without the brackets that a URL puts around an IPv6 address. */
const hostnameOf = (host: string): string => host.replace(/:\d+$/u, '').replace(/^\[|\]$/gu, '');

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
