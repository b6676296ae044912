/** Somebody at a browser of their own: what they see, and what they hear. */
import { AssertionError } from 'node:assert';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import type { PageCounts } from '../../fakes/page/census.ts';
import type { RtpSent, VideoReceived } from '../../fakes/page/rtp.ts';
import { Screen } from '../../fakes/screen.ts';

/** Our tones arrive at -12 dBFS, give or take what codec and limiter do. */
const HEARD_DB = -30;
/** What is this far below was not sent on purpose. */
const APART_DB = 20;
const WINDOW_MS = 200;
/** So long a change has to last to count. */
const HOLD_MS = 100;
const SOON_MS = 5_000;
/** The app's parts are fetched once all is calm. */
const FETCHED_MS = 20_000;
/** Cameras start slowly where many browsers share two cores. */
const SEEN_MS = 20_000;

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Shown so far. */
  readonly frames: number;
}

export class Person extends Screen {
  readonly name: string;
  /** Errors of the page and refusals by its content security policy; none is ever expected. */
  readonly faults: string[] = [];

  constructor(page: Page, name: string) {
    super(page);
    this.name = name;
    page.on('pageerror', (fault) => this.faults.push(String(fault.stack)));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) {
        this.faults.push(message.text());
      }
    });
  }

  get context(): BrowserContext {
    return this.page.context();
  }

  /** Clicks a voice channel and waits until the call stands. */
  async enter(channel: string): Promise<void> {
    await this.voiceChannel(channel).click();
    await this.inState('connected');
  }

  /** Has these parts of the app, which are fetched when all is calm: needed before a server is taken away. */
  async hasFetched(parts: readonly string[]): Promise<void> {
    await expect
      .poll(
        () =>
          this.page.evaluate(() =>
            performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1) ?? ''),
          ),
        { timeout: FETCHED_MS },
      )
      .toEqual(expect.arrayContaining(parts.map((part): unknown => expect.stringMatching(`^${part}-.*\\.js$`))));
  }

  /** Leaves and waits until that is done. */
  async exit(): Promise<void> {
    await this.leave.click();
    await this.inState('idle');
  }

  /** Hears these frequencies, and none of the others. */
  async hears(hz: readonly number[], not: readonly number[] = []): Promise<void> {
    for (const one of hz) {
      await this.soundBegan(one);
    }
    if (not.length === 0) {
      return;
    }
    // Beginnings and ends are broad-band; afterwards each tone is alone at its frequency.
    await expect
      .poll(
        async () => {
          const heard = await Promise.all(hz.map((one) => this.level(one)));
          const unheard = await Promise.all(not.map((one) => this.level(one)));
          return Math.min(HEARD_DB, ...heard) - Math.max(...unheard);
        },
        { message: `${this.name} hears ${hz.join(', ')} Hz and not ${not.join(', ')} Hz` },
      )
      .toBeGreaterThan(APART_DB);
  }

  /** Level of a tone at this person's loudspeaker, dBFS. */
  level(hz: number): Promise<number> {
    return this.page.evaluate(([at, windowMs]) => window.ear.level(at, windowMs), [hz, WINDOW_MS] as const);
  }

  /** The same at each ear, left and right. */
  sides(hz: number): Promise<[number, number]> {
    return this.page.evaluate(([at, windowMs]) => window.ear.sides(at, windowMs), [hz, WINDOW_MS] as const);
  }

  /** Waits for a tone; answers the wall clock when it began. */
  soundBegan(hz: number): Promise<number> {
    return this.#until(hz, 'above');
  }

  /** Waits for the end of a tone; answers the wall clock when it ended. */
  soundEnded(hz: number): Promise<number> {
    return this.#until(hz, 'below');
  }

  /** The highest level of a tone over some time, -Infinity if it never stood out: for what must not be heard at all. */
  loudest(hz: number, forMs: number): Promise<number> {
    return this.page.evaluate(
      async ([at, duringMs]) => {
        const endMs = performance.now() + duringMs;
        let loudest = -Infinity;
        while (performance.now() < endMs) {
          loudest = Math.max(loudest, window.ear.peak(at, 25));
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        return loudest;
      },
      [hz, forMs] as const,
    );
  }

  /** The lowest level of a tone over some time: for what must be heard without a gap. */
  quietest(hz: number, forMs: number): Promise<number> {
    return this.page.evaluate(
      async ([at, duringMs, windowMs]) => {
        const endMs = performance.now() + duringMs;
        let quietest = Infinity;
        while (performance.now() < endMs) {
          quietest = Math.min(quietest, window.ear.level(at, windowMs));
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        return quietest;
      },
      [hz, forMs, WINDOW_MS] as const,
    );
  }

  /** Wall clock of this person's last click. */
  clickedMs(): Promise<number> {
    return this.page.evaluate(() => window.ear.clickedMs);
  }

  /** What this person's browser sent so far, and how. */
  sent(): Promise<RtpSent> {
    return this.page.evaluate(() => window.rtpSent());
  }

  /** The picture of a tile as it arrives; zeros while there is none. */
  picture(name: string, source: 'camera' | 'screen'): Promise<Picture> {
    return this.tile(name, source).evaluate((tile) => {
      const video = tile.querySelector('video');
      const frames = video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
      return { width: video?.videoWidth ?? 0, height: video?.videoHeight ?? 0, frames };
    });
  }

  /** Waits until so many more pictures arrived in a tile; answers the last. */
  async sees(name: string, source: 'camera' | 'screen', frames = 10): Promise<Picture> {
    await this.tile(name, source).waitFor();
    const first = await this.picture(name, source);
    await expect
      .poll(async () => (await this.picture(name, source)).frames, {
        message: `${this.name} sees the ${source} of ${name}`,
        timeout: SEEN_MS,
      })
      .toBeGreaterThan(first.frames + frames);
    return this.picture(name, source);
  }

  /** Pictures and their bytes received so far. */
  videoReceived(): Promise<VideoReceived> {
    return this.page.evaluate(() => window.videoReceived());
  }

  /** Waits until no picture arrives any more. */
  async receivesNoVideo(): Promise<void> {
    let before = -1;
    await expect
      .poll(
        async () => {
          const { bytes } = await this.videoReceived();
          const more = bytes - before;
          before = bytes;
          return more;
        },
        { message: `${this.name} receives no pictures`, timeout: SEEN_MS, intervals: [1_000] },
      )
      .toBe(0);
  }

  counts(): Promise<PageCounts> {
    return this.page.evaluate(() => window.census());
  }

  async #until(hz: number, is: 'above' | 'below'): Promise<number> {
    const atMs = await this.page.evaluate(
      ([at, side, limitDb, holdMs, limitMs]) =>
        Promise.race([
          window.ear.until(at, side, limitDb, holdMs),
          new Promise<undefined>((resolve) => {
            setTimeout(resolve, limitMs);
          }),
        ]),
      [hz, is, HEARD_DB, HOLD_MS, SOON_MS] as const,
    );
    if (atMs === undefined) {
      const level = await this.level(hz);
      throw new AssertionError({
        message: `${this.name}: ${String(hz)} Hz is at ${level.toFixed(1)} dBFS, and was never ${is} the limit`,
      });
    }
    return atMs;
  }
}
