import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { chromiumOptions } from '../fakes/chromium.ts';
import { StrictNetwork } from '../fakes/StrictNetwork.ts';
import { writeTone } from '../fakes/tone.ts';
import { Party } from './support/Party.ts';
import type { Person } from './support/Person.ts';
import { A4, A5, expect, test as base } from './support/test.ts';

declare global {
  interface Window {
    /** Every connection of the page, whatever became of it. */
    connections: RTCPeerConnection[];
  }
}

type Arrive = (name: string, arrival: { voice: Browser }) => Promise<Person>;

/** ICE needs some seconds to give up a way that says nothing, and a restart to find another. */
const BACK_WITHIN_MS = 30_000;
const HEARD_DB = -30;

const { obstacle } = StrictNetwork;

const test = base.extend<{ network: StrictNetwork }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs: nothing here
  network: async ({}, use) => {
    const network = StrictNetwork.open();
    await use(network);
    network.close();
  },
  // Its counts are for this machine's own loopback address: it cannot be asked for them.
  party: async ({ network }, use) => {
    const party = await Party.start(network.hostAddress);
    await use(party);
    expect(await party.stop(), party.output).toBe(0);
    await party.close();
  },
});

/** Runs in the page, before its own scripts. */
const collectConnections = (): void => {
  window.connections = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      window.connections.push(this);
    }
  };
};

/** By which protocol the page's connections reach the server. */
const protocols = async (): Promise<string[]> => {
  const used = new Set<string>();
  for (const connection of window.connections.filter(({ connectionState }) => connectionState === 'connected')) {
    const stats = await connection.getStats();
    const all = new Map<string, Record<string, unknown>>();
    stats.forEach((value: Record<string, unknown> & { id: string }) => all.set(value.id, value));
    for (const pair of all.values()) {
      if (pair['type'] === 'candidate-pair' && pair['nominated'] === true && pair['state'] === 'succeeded') {
        used.add(String(all.get(String(pair['remoteCandidateId']))?.['protocol']));
      }
    }
  }
  return [...used];
};

test.skip(obstacle !== undefined, obstacle);

/** Somebody with a voice of 440 Hz in that network, in the list of channels. */
async function enterInside(
  network: StrictNetwork,
  arrive: Arrive,
): Promise<{ ada: Person; away: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'yankcord-voices-'));
  const options = chromiumOptions({ file: await writeTone(folder, A4), allowed: true });
  const browser = await chromium.launch({
    ...options,
    executablePath: network.programInside(options.executablePath ?? ''),
  });
  const ada = await arrive('Ada', { voice: browser });
  await ada.page.addInitScript(collectConnections);
  await ada.page.reload();
  await ada.nameField.fill('Ada');
  await ada.joinButton.click();
  const away = async (): Promise<void> => {
    await browser.close();
    await rm(folder, { recursive: true });
  };
  return { ada, away };
}

test('somebody whose network drops UDP talks and hears by TCP', async ({ network, arrive, guest }) => {
  const { ada, away } = await enterInside(network, arrive);
  const ben = await guest('Ben', A5);
  await ben.enter('Lounge');
  await ada.enter('Lounge');
  await ada.hears([A5], [A4]);
  await ben.hears([A4], [A5]);
  expect(await ada.page.evaluate(protocols)).toEqual(['tcp']);
  await away();
});

test('when UDP is dropped in the middle of a call it goes on by TCP, as the same person', async ({
  network,
  arrive,
  guest,
}) => {
  network.letUdp();
  const { ada, away } = await enterInside(network, arrive);
  const ben = await guest('Ben', A5);
  await ben.enter('Lounge');
  await ada.enter('Lounge');
  await ada.hears([A5], [A4]);
  await ben.hears([A4], [A5]);
  expect(await ada.page.evaluate(protocols)).toEqual(['udp']);
  const { packets } = await ada.sent();

  const silent = Promise.all([ada.soundEnded(A5), ben.soundEnded(A4)]);
  const cutMs = Date.now();
  network.dropUdp();
  await silent;
  await expect.poll(() => ada.level(A5), { timeout: BACK_WITHIN_MS }).toBeGreaterThan(HEARD_DB);
  await expect.poll(() => ben.level(A4), { timeout: BACK_WITHIN_MS }).toBeGreaterThan(HEARD_DB);
  test.info().annotations.push({ type: 'heard again, ms', description: String(Date.now() - cutMs) });
  expect(await ada.page.evaluate(protocols)).toEqual(['tcp']);
  expect((await ada.sent()).packets).toBeGreaterThan(packets); // by the same transport, not by a new one
  await expect(ben.person('Ada')).toBeVisible();
  await ada.inState('connected');
  await away();
});
