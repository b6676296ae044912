import { expect, it, vi } from 'vitest';
import { ipcCalls, ipcNotices, type Desktop } from '../../../common/ipc.ts';

const fake = vi.hoisted(() => ({ exposed: new Map<string, unknown>(), invoked: [] as unknown[][] }));

vi.mock('electron', async () => {
  const { EventEmitter: Events } = await import('node:events');
  const renderer = Object.assign(new Events(), {
    invoke: (...words: unknown[]) => {
      fake.invoked.push(words);
      return Promise.resolve({ ok: true, data: 'party' });
    },
  });
  return {
    ipcRenderer: renderer,
    contextBridge: { exposeInMainWorld: (name: string, api: unknown) => fake.exposed.set(name, api) },
  };
});

it('gives the page functions by group, and nothing of Electron', async () => {
  await import('../../../electron/preload.ts');
  const { ipcRenderer } = await import('electron');
  expect([...fake.exposed.keys()]).toEqual(['desktop']);
  const desktop = fake.exposed.get('desktop') as Desktop; // what the preload promises the renderer
  const groups = Object.entries(desktop).map(([group, functions]) => [group, Object.keys(functions).sort()]);
  expect(Object.fromEntries(groups)).toEqual(namesOfContract());

  expect(await desktop.party.getState()).toEqual({ ok: true, data: 'party' });
  expect(fake.invoked).toEqual([['party.getState', undefined]]);

  const heard: unknown[][] = [];
  const stop = desktop.party.onChanged((...words) => heard.push(words));
  ipcRenderer.emit('party.changed', { sender: ipcRenderer }, { kind: 'restarting' });
  // The event would carry ipcRenderer into the page.
  expect(heard).toEqual([[{ kind: 'restarting' }]]);
  stop();
  expect(ipcRenderer.listenerCount('party.changed')).toBe(0);
});

/** Function names by group, as the contract names calls and notices. */
function namesOfContract(): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  const add = (name: string, nameOf: (rest: string) => string): void => {
    const [group = '', rest = ''] = name.split('.');
    groups[group] = [...(groups[group] ?? []), nameOf(rest)].sort();
  };
  for (const name of Object.keys(ipcCalls)) {
    add(name, (rest) => rest);
  }
  for (const name of Object.keys(ipcNotices)) {
    add(name, (rest) => `on${rest.charAt(0).toUpperCase()}${rest.slice(1)}`);
  }
  return groups;
}
