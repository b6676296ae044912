/** Browser processes, one for each voice, kept for all tests; every test brings its own profiles. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { chromiumOptions } from '../../fakes/chromium.ts';
import { writeNoisySpeech, writeStereo, writeTone, type Bursts, type Sides } from '../../fakes/tone.ts';

export class Voices {
  readonly #folder: string;
  readonly #browsers = new Map<number | 'denied', Browser>();
  readonly #pausing: Browser[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<Voices> {
    return new Voices(await mkdtemp(join(tmpdir(), 'yankcord-voices-')));
  }

  /** A browser whose microphone hears a tone, for ever; `denied` refuses every page its microphone. */
  async browser(voice: number | 'denied'): Promise<Browser> {
    const known = this.#browsers.get(voice);
    if (known?.isConnected() === true) {
      return known;
    }
    const browser = await chromium.launch(await this.#options(voice));
    this.#browsers.set(voice, browser);
    return browser;
  }

  /** One that is not shared, whose microphone hears somebody speak and pause. */
  async pausing(hz: number, bursts: Bursts): Promise<Browser> {
    return this.#own(await writeTone(this.#folder, hz, bursts));
  }

  /** One that is not shared, whose microphone hears another tone on each side. */
  async stereo(sides: Sides, peakDb: number): Promise<Browser> {
    return this.#own(await writeStereo(this.#folder, sides, peakDb));
  }

  /** One that is not shared, whose microphone hears somebody speak in a noisy room. */
  async noisy(): Promise<Browser> {
    return this.#own(await writeNoisySpeech(this.#folder));
  }

  /** One that is not shared, to be killed: with the id of its process. */
  async mortal(hz: number): Promise<{ browser: Browser; pid: number }> {
    const server = await chromium.launchServer(await this.#options(hz));
    const { pid } = server.process();
    if (pid === undefined) {
      throw new Error('Chromium has no process');
    }
    return { browser: await chromium.connect(server.wsEndpoint()), pid };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#browsers.values(), ...this.#pausing].map((browser) => browser.close()));
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #own(file: string): Promise<Browser> {
    const browser = await chromium.launch(chromiumOptions({ file, allowed: true }));
    this.#pausing.push(browser);
    return browser;
  }

  async #options(voice: number | 'denied'): Promise<ReturnType<typeof chromiumOptions>> {
    return voice === 'denied'
      ? chromiumOptions({ allowed: false })
      : chromiumOptions({ file: await writeTone(this.#folder, voice), allowed: true });
  }
}
