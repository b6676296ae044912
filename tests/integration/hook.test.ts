/** The real hook in its own process, on a display of the test's own, hearing keys that are really pressed there. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SILENT_LOG } from '../../common/log.ts';
import type { GlobalKey, WantedKeys } from '../../common/ipc/shortcuts.ts';
import { HookSource, type HookChild } from '../../electron/shortcuts/HookSource.ts';
import { Display } from '../fakes/Display.ts';
import { Keyboard } from '../fakes/Keyboard.ts';
import { utilityFork } from '../fakes/electron/utilityFork.ts';

const ROOT = join(import.meta.dirname, '..', '..');

let display: Display;
let keyboard: Keyboard;
let source: HookSource;
const pressed: string[] = [];

const key = (code: string, ctrl = false): GlobalKey => ({ code, ctrl, alt: false, shift: false, meta: false });
const wanted: WantedKeys = {
  on: true,
  talk: key('KeyV'),
  mute: key('KeyM', true),
  texts: { talk: 'Talk', mute: 'Mute' },
};
const fork = (): HookChild =>
  utilityFork(join(ROOT, 'dist', 'electron', 'hook.js'), [], [], { DISPLAY: display.name }) as unknown as HookChild; // the same process, told other things

beforeEach(async () => {
  display = await Display.open();
  keyboard = await Keyboard.open(display.name);
  pressed.length = 0;
  source = new HookSource({ fork, obstacle: undefined, log: SILENT_LOG });
  source.events.on('pressed', ({ action, kind }) => pressed.push(`${action} ${kind}`));
});
afterEach(() => {
  source.close();
  keyboard.close();
  display.close();
});

it('hears the two keys that were asked for, down and up, and no other', async () => {
  source.want(wanted);
  await expect.poll(() => source.state.state, { timeout: 20_000 }).toBe('ready');
  // The library says that it began before its thread listens.
  await expect
    .poll(
      async () => {
        await keyboard.strike('V');
        return pressed.length;
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);
  // What was pressed before this was heard before it.
  await keyboard.strike('Ctrl', 'M');
  await expect.poll(() => pressed.at(-1)).toBe('mute up');
  pressed.length = 0;
  await keyboard.strike('B');
  await keyboard.strike('M');
  await keyboard.strike('Ctrl', 'M');
  await keyboard.strike('V');
  await expect.poll(() => pressed, { timeout: 10_000 }).toEqual(['mute down', 'mute up', 'talk down', 'talk up']);
});

it('ends with its display, and says so', async () => {
  source.want(wanted);
  await expect.poll(() => source.state.state, { timeout: 20_000 }).toBe('ready');
  display.close();
  await expect.poll(() => source.state, { timeout: 20_000 }).toMatchObject({ state: 'unavailable', fault: 'crashed' });
  expect(pressed).toEqual(['talk lost', 'mute lost']);
});
