import { expect, it, vi } from 'vitest';
import type { Desktop } from '../../../common/ipc.ts';

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
  expect(Object.keys(desktop)).toEqual(['party']);

  expect(await desktop.party.get()).toEqual({ ok: true, data: 'party' });
  expect(fake.invoked).toEqual([['party.get', undefined]]);

  const heard: unknown[][] = [];
  const stop = desktop.party.onChanged((...words) => heard.push(words));
  ipcRenderer.emit('party.changed', { sender: ipcRenderer }, { kind: 'restarting' });
  // The event would carry ipcRenderer into the page.
  expect(heard).toEqual([[{ kind: 'restarting' }]]);
  stop();
  expect(ipcRenderer.listenerCount('party.changed')).toBe(0);
});
