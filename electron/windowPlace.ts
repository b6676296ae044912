import type { BrowserWindow, Rectangle } from 'electron';
import { Lifetime, type Closable } from '../common/lifetime.ts';
import type { WindowPlace } from './settings/appSettings.ts';

const DEFAULT_SIZE = { width: 1_180, height: 760 };
export const MIN_SIZE = { width: 380, height: 480 };
/** So much of the title bar has to be on a display for a person to take hold of it. */
const GRIP = { width: 120, height: 32 };

/**
 * Where the window opens: where it was, if its title bar can be reached there today, and else in the middle of the first
 * display; never larger than the display it is on.
 *
 * @param areas the displays without their task bars, the first one first
 */
export function placeOf(remembered: WindowPlace | undefined, areas: readonly Rectangle[]): Partial<Rectangle> {
  const [first] = areas;
  if (remembered === undefined || first === undefined) {
    return DEFAULT_SIZE;
  }
  const fitted = areas.map((area) => ({ area, place: fit(remembered, area) }));
  const reachable = fitted.find(({ area, place }) => isReachable(place, area))?.place;
  const { width, height } = fit(remembered, first);
  return reachable ?? { width, height };
}

const fit = ({ x, y, width, height }: Rectangle, area: Rectangle): Rectangle => ({
  x,
  y,
  width: Math.min(width, area.width),
  height: Math.min(height, area.height),
});

function isReachable({ x, y, width }: Rectangle, area: Rectangle): boolean {
  const across = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return across >= GRIP.width && y >= area.y && y + GRIP.height <= area.y + area.height;
}

type Placed = Pick<BrowserWindow, 'getNormalBounds' | 'isMaximized' | 'isMinimized' | 'isDestroyed' | 'on' | 'off'>;

/** While it is dragged there are many; the last one counts. */
const SETTLED_MS = 500;

/** Tells where the window is, once it stays there. */
export function followPlace(window: Placed, remember: (place: WindowPlace) => void): Closable {
  const life = new Lifetime();
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!window.isDestroyed() && !window.isMinimized()) {
      remember({ ...window.getNormalBounds(), maximised: window.isMaximized() });
    }
  };
  const moved = (): void => {
    clearTimeout(timer);
    timer = setTimeout(look, SETTLED_MS);
  };
  window.on('resize', moved);
  window.on('move', moved);
  window.on('maximize', moved);
  window.on('unmaximize', moved);
  window.on('close', look);
  life.add(() => {
    clearTimeout(timer);
    window.off('resize', moved);
    window.off('move', moved);
    window.off('maximize', moved);
    window.off('unmaximize', moved);
    window.off('close', look);
  });
  return life;
}
