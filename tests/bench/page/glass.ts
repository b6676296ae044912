/** Reads the time that is drawn in a picture (`tests/fakes/XClock.ts`) as it is presented. */

export interface Glimpse {
  /** When it was presented, by `performance.now()`. */
  readonly atMs: number;
  /** How long ago what it shows was drawn; undefined where it cannot be read. */
  readonly ageMs: number | undefined;
}

declare global {
  interface Window {
    glass: {
      readonly seen: Glimpse[];
      /** Looks at the screen of this person from now on, whenever it is there. */
      look: (name: string) => void;
      /** @param label of a button */
      click: (label: string) => void;
      /** The same, and answers the time until the next picture, ms. */
      press: (label: string) => Promise<number>;
    };
  }
}

/** Runs in the page, before its own scripts: nothing outside of this function is known there. */
export function installGlass(): void {
  const CELLS = 16;
  const STRIP = { width: 512, height: 16 };
  const WHOLE = { width: 1_280, height: 720 };
  const ROUND_MS = 4_096;
  const seen: Glimpse[] = [];
  const watched = new WeakSet<HTMLVideoElement>();
  const waiting: (() => void)[] = [];
  const pen = new OffscreenCanvas(CELLS, 1).getContext('2d', { willReadFrequently: true });

  const timeIn = (video: HTMLVideoElement): number | undefined => {
    if (pen === null) {
      return undefined;
    }
    const { videoWidth, videoHeight } = video;
    const width = (STRIP.width * videoWidth) / WHOLE.width;
    // The middle of the strip's height.
    pen.drawImage(video, 0, (4 * videoHeight) / WHOLE.height, width, (8 * videoHeight) / WHOLE.height, 0, 0, CELLS, 1);
    const { data } = pen.getImageData(0, 0, CELLS, 1);
    const cells = Array.from({ length: CELLS }, (_none, at) => ((data[at * 4 + 1] ?? 0) > 128 ? 1 : 0));
    const [white, black, ...rest] = cells;
    const bits = rest.slice(0, 12);
    const parity = bits.reduce<number>((sum, bit) => sum ^ bit, 0);
    const whole = white === 1 && black === 0 && rest[12] === parity && rest[13] === 1 - parity;
    return whole ? bits.reduce<number>((sum, bit) => sum * 2 + bit, 0) : undefined;
  };
  const follow = (video: HTMLVideoElement): void => {
    video.requestVideoFrameCallback((_now, { presentationTime }) => {
      if (!video.isConnected) {
        return; // an enlarged tile is another element
      }
      const drawn = timeIn(video);
      const presented = Math.round(Date.now() - performance.now() + presentationTime) % 86_400_000;
      const ageMs = drawn === undefined ? undefined : (((presented - drawn) % ROUND_MS) + ROUND_MS) % ROUND_MS;
      seen.push({ atMs: presentationTime, ageMs });
      waiting.splice(0).forEach((wake) => {
        wake();
      });
      follow(video);
    });
  };
  const click = (label: string): void => {
    const buttons = [...document.querySelectorAll('button')];
    buttons.find((one) => (one.getAttribute('aria-label') ?? one.textContent.trim()) === label)?.click();
  };
  window.glass = {
    seen,
    look: (name) => {
      const selector = `[data-testid="stage-tile"][data-name="${name}"][data-source="screen"] video`;
      const find = (): void => {
        const video = document.querySelector(selector);
        if (video instanceof HTMLVideoElement && !watched.has(video)) {
          watched.add(video);
          follow(video);
        }
      };
      new MutationObserver(find).observe(document.documentElement, { childList: true, subtree: true });
      find();
    },
    click,
    press: (label) =>
      new Promise((resolve) => {
        const fromMs = performance.now();
        waiting.push(() => {
          resolve(performance.now() - fromMs);
        });
        click(label);
      }),
  };
}
