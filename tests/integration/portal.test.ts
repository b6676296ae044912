/** The desktop's portal for shortcuts, on a real bus of the test's own. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { WantedKeys } from '../../common/ipc/shortcuts.ts';
import { SILENT_LOG } from '../../common/log.ts';
import { PortalSource } from '../../electron/shortcuts/PortalSource.ts';
import { FakePortal, PrivateBus } from '../fakes/FakePortal.ts';

const WAIT = { timeout: 20_000 };
const key = (code: string, ctrl = false): WantedKeys['talk'] => ({ code, ctrl, alt: false, shift: false, meta: false });
const wanted: WantedKeys = {
  on: true,
  talk: key('KeyV'),
  mute: key('KeyM', true),
  texts: { talk: 'Falar', mute: 'Mudo' },
};

let bus: PrivateBus;
let portal: FakePortal | undefined;
let source: PortalSource;
const pressed: string[] = [];

beforeEach(async () => {
  bus = await PrivateBus.open();
  portal = undefined;
  pressed.length = 0;
  source = new PortalSource({ log: SILENT_LOG, busAddress: bus.address });
  source.events.on('pressed', ({ action, kind }) => pressed.push(`${action} ${kind}`));
});
afterEach(async () => {
  source.close();
  portal?.close();
  await bus.close();
});

it('binds both keys by what the person calls them, and hears them down and up', async () => {
  portal = await FakePortal.open(bus.address, 0);
  expect(source.state).toMatchObject({ source: 'portal', state: 'off', fault: null });
  source.want(wanted);
  expect(source.state.state).toBe('starting');
  await expect.poll(() => source.state.state, WAIT).toBe('ready');
  expect(portal.bound).toEqual([
    { id: 'talk', description: 'Falar', trigger: 'v' },
    { id: 'mute', description: 'Mudo', trigger: 'CTRL+m' },
  ]);
  portal.press('talk', true);
  portal.press('mute', true);
  // Another program's session, and a name that nobody bound.
  portal.press('talk', false, '/org/freedesktop/portal/desktop/session/1_9/other');
  portal.press('quit', true);
  portal.press('mute', false);
  portal.press('talk', false);
  await expect.poll(() => pressed, WAIT).toEqual(['talk down', 'mute down', 'mute up', 'talk up']);
});

it('gives them back when it is switched off, and asks once for the same wish', async () => {
  portal = await FakePortal.open(bus.address, 0);
  source.want(wanted);
  source.want({ ...wanted });
  await expect.poll(() => source.state.state, WAIT).toBe('ready');
  expect(portal.bound).toHaveLength(2);
  portal.press('talk', true);
  await expect.poll(() => pressed, WAIT).toEqual(['talk down']);
  source.want({ ...wanted, on: false });
  expect(source.state.state).toBe('off');
  expect(pressed).toEqual(['talk down', 'talk lost', 'mute lost']);
  await expect.poll(() => portal?.closedSessions.length, WAIT).toBe(1);
});

it('says that the person did not allow it', async () => {
  portal = await FakePortal.open(bus.address, 1);
  source.want(wanted);
  await expect.poll(() => source.state, WAIT).toMatchObject({ state: 'unavailable', fault: 'declined' });
});

it('says that this desktop has no portal', async () => {
  source.want(wanted);
  await expect.poll(() => source.state, WAIT).toMatchObject({ state: 'unavailable', fault: 'noPortal' });
});

it('lets go of what was held when the portal ends, and says so', async () => {
  portal = await FakePortal.open(bus.address, 0);
  source.want(wanted);
  await expect.poll(() => source.state.state, WAIT).toBe('ready');
  portal.close();
  await expect.poll(() => source.state, WAIT).toMatchObject({ state: 'unavailable', fault: 'crashed' });
  expect(pressed).toEqual(['talk lost', 'mute lost']);
});
