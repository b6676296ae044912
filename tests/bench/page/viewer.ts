/** When each picture of one tile was presented, and in which size. */

export interface Presented {
  readonly atMs: number;
  readonly lines: number;
}

declare global {
  interface Window {
    viewer: {
      /** Watches this tile from now on. */
      look: (name: string) => void;
      /** Pictures of the last seconds, oldest first, by `performance.now()`. */
      readonly presented: Presented[];
      now: () => number;
      /** What the tile says in place of its picture; empty for nothing. */
      note: () => string;
    };
  }
}

/** Runs in the page, before its own scripts: nothing outside of this function is known there. */
export function installViewer(): void {
  const KEPT = 6_000;
  const presented: Presented[] = [];
  let selector = '';
  const watched = new WeakSet<HTMLVideoElement>();

  const follow = (video: HTMLVideoElement): void => {
    video.requestVideoFrameCallback((atMs, { height }) => {
      presented.push({ atMs, lines: height });
      presented.splice(0, Math.max(0, presented.length - KEPT));
      follow(video);
    });
  };
  const find = (): void => {
    const video = document.querySelector(`${selector} video`);
    if (video instanceof HTMLVideoElement && !watched.has(video)) {
      watched.add(video);
      follow(video);
    }
  };
  window.viewer = {
    presented,
    look: (name) => {
      selector = `[data-testid="stage-tile"][data-name="${name}"][data-source="camera"]`;
      // An enlarged tile is another element.
      setInterval(find, 100);
    },
    now: () => performance.now(),
    note: () => document.querySelector(`${selector} [role="status"]`)?.textContent.trim() ?? '',
  };
}
