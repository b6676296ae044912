import type { IpcMainInvokeEvent } from 'electron';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../common/errors.ts';
import { ipcCalls } from '../../../common/ipc.ts';
import type { HostedParty, PartyState } from '../../../common/ipc/party.ts';
import type { Closable } from '../../../common/lifetime.ts';
import { SILENT_LOG } from '../../../common/log.ts';
import { answerCalls, type Answers } from '../../../electron/ipc/answerCalls.ts';
import { tell } from '../../../electron/ipc/notices.ts';
import { makeElectron, type FakeElectron } from '../../fakes/electron/fakeElectron.ts';
import { FakeContents } from '../../fakes/electron/FakeWindow.ts';

const party: HostedParty = {
  url: 'https://127.0.0.1:7880',
  fingerprint: Array.from({ length: 32 }, () => 'AB').join(':'),
  hostKey: 'key',
};
const hosting: PartyState = { kind: 'hosting', party };
/** Every other call of the contract, which nobody asks here. */
const nobody = Object.fromEntries(
  Object.keys(ipcCalls).map((name) => [name, () => Promise.reject(new Error(`${name} was asked`))]),
) as unknown as Answers; // the contract's own names
/** A call's event as far as it is read: which frame it comes from. */
const from = (senderFrame: { url: string; parent: object | null } | null): IpcMainInvokeEvent =>
  ({ senderFrame }) as unknown as IpcMainInvokeEvent;
const ownPage = from({ url: 'app://yankcord/', parent: null });

interface Setup {
  readonly calls: Closable;
  readonly handlers: FakeElectron['handlers'];
  readonly call: (event: IpcMainInvokeEvent, data?: unknown) => unknown;
}

describe('calls of the window', () => {
  const setup = (get: () => Promise<PartyState>): Setup => {
    const { module, handlers } = makeElectron();
    const calls = answerCalls(module.ipcMain, { ...nobody, 'party.getState': get }, SILENT_LOG);
    return {
      calls,
      handlers,
      call: (event: IpcMainInvokeEvent, data?: unknown) => handlers.get('party.getState')?.(event, data),
    };
  };

  it('are answered to our own page', async () => {
    const { call } = setup(() => Promise.resolve(hosting));
    expect(await call(ownPage)).toEqual({ ok: true, data: hosting });
  });

  it.each([
    ['another origin', from({ url: 'https://evil.example/', parent: null })],
    ['another host of our scheme', from({ url: 'app://evil/', parent: null })],
    ['a frame inside our page', from({ url: 'app://yankcord/', parent: {} })],
    ['a frame that is gone', from(null)],
  ])('are refused to %s', async (_who, event) => {
    let asked = 0;
    const { call } = setup(() => {
      asked += 1;
      return Promise.resolve(hosting);
    });
    expect(await call(event)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(asked).toBe(0);
  });

  it('are refused with data that the contract does not know', async () => {
    const { call } = setup(() => Promise.resolve(hosting));
    expect(await call(ownPage, { port: 1 })).toMatchObject({ ok: false, error: { code: 'invalid' } });
  });

  it('fail as code and text, and nothing of a stack', async () => {
    const expected = setup(() => Promise.reject(new AppError('port_in_use', 'Port 7880 is taken.')));
    expect(await expected.call(ownPage)).toEqual({
      ok: false,
      error: { code: 'port_in_use', message: 'Port 7880 is taken.' },
    });
    const fault = setup(() => Promise.reject(new TypeError('x is undefined')));
    expect(await fault.call(ownPage)).toEqual({ ok: false, error: { code: 'internal', message: 'x is undefined' } });
  });

  it('find nobody after the end', () => {
    const { calls, handlers } = setup(() => Promise.resolve(hosting));
    calls.close();
    expect(handlers.size).toBe(0);
  });
});

describe('notices to the window', () => {
  it('reach a page that is there, and spare one that is gone', () => {
    const page = new FakeContents();
    tell(page, 'party.changed', { kind: 'restarting' });
    page.destroyed = true;
    tell(page, 'party.changed', { kind: 'idle' });
    expect(page.sent).toEqual([{ name: 'party.changed', notice: { kind: 'restarting' } }]);
  });
});
