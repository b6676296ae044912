import { describe, expect, it } from 'vitest';
import type { WantedKeys } from '../../../../common/ipc/shortcuts.ts';
import { SILENT_LOG } from '../../../../common/log.ts';
import { beginsOf, hookName } from '../../../../electron/shortcuts/hookKeys.ts';
import type { HookOrder } from '../../../../electron/shortcuts/hookMessages.ts';
import { HookSource, type HookChild, type HookOptions } from '../../../../electron/shortcuts/HookSource.ts';

const key = { code: 'KeyV', ctrl: false, alt: false, shift: false, meta: false };
const wanted: WantedKeys = { on: true, talk: key, mute: null, texts: { talk: 'Talk', mute: 'Mute' } };

/** A process that does what a test says. */
class Child implements HookChild {
  readonly orders: HookOrder[] = [];
  killed = false;
  say: (message: unknown) => void = () => undefined;
  exit: (exitCode: number) => void = () => undefined;

  on(event: 'message', listener: (message: unknown) => void): void;
  on(event: 'exit', listener: (exitCode: number) => void): void;
  on(...[event, listener]: ['message', (message: unknown) => void] | ['exit', (exitCode: number) => void]): void {
    if (event === 'message') {
      this.say = listener;
    } else {
      this.exit = listener;
    }
  }
  postMessage(order: HookOrder): void {
    this.orders.push(order);
  }
  kill(): boolean {
    this.killed = true;
    return true;
  }
}

const open = (obstacle?: HookOptions['obstacle']): { source: HookSource; children: Child[]; pressed: string[] } => {
  const children: Child[] = [];
  const pressed: string[] = [];
  const fork = (): Child => {
    const child = new Child();
    children.push(child);
    return child;
  };
  const source = new HookSource({ fork, obstacle, log: SILENT_LOG });
  source.events.on('pressed', ({ action, kind }) => pressed.push(`${action} ${kind}`));
  return { source, children, pressed };
};

describe('keys of the system', () => {
  it('are looked at while they are wanted, and in no other time', () => {
    const { source, children } = open();
    source.want({ ...wanted, on: false });
    source.want({ ...wanted, talk: null });
    expect(children).toEqual([]);
    expect(source.state.state).toBe('off');
    source.want(wanted);
    source.want(wanted);
    expect(children).toHaveLength(1);
    expect(children[0]?.orders[0]).toEqual({ kind: 'want', wanted: { talk: key, mute: null } });
    children[0]?.say({ kind: 'ready' });
    expect(source.state.state).toBe('ready');
    source.want({ ...wanted, on: false });
    expect(children[0]?.killed).toBe(true);
    expect(source.state.state).toBe('off');
  });

  it('are let go when their process ends, and it is told; wanting them again tries again', () => {
    const { source, children, pressed } = open();
    source.want(wanted);
    children[0]?.say({ kind: 'ready' });
    children[0]?.say({ kind: 'pressed', action: 'talk', edge: 'down' });
    children[0]?.exit(1);
    expect(pressed).toEqual(['talk down', 'talk lost', 'mute lost']);
    expect(source.state).toMatchObject({ state: 'unavailable', fault: 'crashed' });
    source.want(wanted);
    expect(children).toHaveLength(2);
    children[1]?.say({ kind: 'failed', fault: 'notInstalled' });
    children[1]?.exit(0);
    expect(source.state).toMatchObject({ state: 'unavailable', fault: 'notInstalled' });
  });

  it('say why they cannot be seen, without a try', () => {
    for (const obstacle of ['noDisplay', 'wayland'] as const) {
      const { source, children } = open(obstacle);
      source.want(wanted);
      expect(children).toEqual([]);
      expect(source.state).toMatchObject({ state: 'unavailable', fault: obstacle });
    }
  });

  it('take nothing else from their process', () => {
    const { source, children, pressed } = open();
    source.want(wanted);
    for (const message of [null, 'down', { kind: 'pressed', action: 'quit', edge: 'down' }, { kind: 'run' }]) {
      children[0]?.say(message);
    }
    expect(pressed).toEqual([]);
    source.close();
    source.want(wanted);
    expect(children).toHaveLength(1);
  });

  it('are known by their place', () => {
    const named = ['KeyV', 'Digit1', 'ControlLeft', 'AltRight', 'F13', 'Space', 'Numpad5', 'Mouse3', 'Backquote'];
    expect(named.map(hookName)).toEqual([
      'V',
      '1',
      'Ctrl',
      'AltRight',
      'F13',
      'Space',
      'Numpad5',
      'Mouse4',
      'Backquote',
    ]);
    const press = { key: 'V', down: true, ctrlKey: false, altKey: false, shiftKey: true, metaKey: false };
    expect(beginsOf({ talk: key, mute: { ...key, ctrl: true } }, press)).toEqual(['talk']);
    expect(beginsOf({ talk: null, mute: { ...key, ctrl: true } }, { ...press, ctrlKey: true })).toEqual(['mute']);
  });
});
