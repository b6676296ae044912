/**
 * A process of its own for the hook that sees all keys: its library ends the process where there is no display, and whatever
 * else it does it does not to the app. Of all keys only the two that were asked for leave this process.
 */
import type { UiohookKeyboardEvent, UiohookMouseEvent } from 'uiohook-napi';
import type { GlobalAction } from '../common/ipc/shortcuts.ts';
import { beginsOf, type HookPress, type WantedByAction } from './shortcuts/hookKeys.ts';
import type { HookMessage, HookOrder } from './shortcuts/hookMessages.ts';

interface ParentPort {
  postMessage(message: HookMessage): void;
  on(event: 'message', listener: (event: { data: HookOrder }) => void): void;
}
// Put there by Electron in a utility process, which is the only place where this runs.
const { parentPort } = process as unknown as { parentPort: ParentPort };

let wanted: WantedByAction = { talk: null, mute: null };
/** The action each key that is held began: it ends with that key, whatever else is held by then. */
const held = new Map<string, GlobalAction[]>();

function hear(press: HookPress): void {
  if (press.down) {
    if (!held.has(press.key)) {
      const begun = beginsOf(wanted, press);
      if (begun.length > 0) {
        held.set(press.key, begun);
        tell(begun, 'down');
      }
    }
  } else {
    tell(held.get(press.key) ?? [], 'up');
    held.delete(press.key);
  }
}

function tell(actions: readonly GlobalAction[], edge: 'down' | 'up'): void {
  for (const action of actions) {
    parentPort.postMessage({ kind: 'pressed', action, edge });
  }
}

parentPort.on('message', ({ data }) => {
  wanted = data.wanted; // main's, which parsed it
});

async function start(): Promise<void> {
  // Not in every installation: its absence is told, and everything else works.
  const { uIOhook, UiohookKey } = await import('uiohook-napi');
  const names = new Map<number, string>(Object.entries(UiohookKey).map(([name, keycode]) => [keycode, name]));
  const ofKey = ({ keycode, ...rest }: UiohookKeyboardEvent, down: boolean): void => {
    hear({ ...rest, key: names.get(keycode) ?? '', down });
  };
  const ofButton = ({ button, ...rest }: UiohookMouseEvent, down: boolean): void => {
    hear({ ...rest, key: `Mouse${String(button)}`, down });
  };
  uIOhook.on('keydown', (event) => {
    ofKey(event, true);
  });
  uIOhook.on('keyup', (event) => {
    ofKey(event, false);
  });
  uIOhook.on('mousedown', (event) => {
    ofButton(event, true);
  });
  uIOhook.on('mouseup', (event) => {
    ofButton(event, false);
  });
  try {
    uIOhook.start();
  } catch {
    // macOS wants the person's leave for it; other systems refuse for reasons of their own.
    parentPort.postMessage({ kind: 'failed', fault: 'refused' });
    process.exit(0);
  }
  parentPort.postMessage({ kind: 'ready' });
}

start().catch(() => {
  parentPort.postMessage({ kind: 'failed', fault: 'notInstalled' });
  process.exit(0);
});
