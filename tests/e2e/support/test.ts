/** What every end-to-end test has: a party of its own, and people who come to it. Each test ends with nothing left. */
import { expect, test as base, type Browser, type BrowserContextOptions } from '@playwright/test';
import type { BadNetwork } from '../../fakes/BadNetwork.ts';
import { installCensus } from '../../fakes/page/census.ts';
import { installEar } from '../../fakes/page/ear.ts';
import { installRtp } from '../../fakes/page/rtp.ts';
import { deviceState } from '../../fakes/screen.ts';
import { Party } from './Party.ts';
import { Person } from './Person.ts';
import { Voices } from './Voices.ts';

export const A4 = 440;
export const A5 = 880;
export const E6 = 1_320;

/** How somebody comes: with a voice (the tone their microphone hears), perhaps with another screen or language. */
interface Arrival {
  readonly voice: number | 'denied' | Browser;
  /** By which way; the party's own address otherwise. */
  readonly url?: string;
  /** Signaling and media go by this network. */
  readonly network?: BadNetwork;
  readonly device?: BrowserContextOptions;
  readonly remembered?: Readonly<Record<string, string>>;
}

interface Fixtures {
  /** More of the server's environment: `test.use({ settings: { NAME: 'value' } })`. */
  settings: Readonly<Record<string, string>>;
  party: Party;
  /** Opens the party's address in a browser; the join screen is up. */
  arrive: (name: string, arrival: Arrival) => Promise<Person>;
  /** Comes in by the door above, up to the list of channels. */
  comeIn: (name: string, arrival: Arrival) => Promise<Person>;
  /** Comes in, up to the list of channels. */
  guest: (name: string, voice: number) => Promise<Person>;
}

export const test = base.extend<Fixtures, { voices: Voices }>({
  voices: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs: nothing here
    async ({}, use) => {
      const voices = await Voices.open();
      await use(voices);
      await voices.close();
    },
    { scope: 'worker' },
  ],

  settings: [{}, { option: true }],

  party: async ({ settings }, use) => {
    const party = await Party.start(undefined, settings);
    await use(party);
    try {
      if (party.running) {
        await expectNobody(party);
        expect(await party.stop(), party.output).toBe(0);
      }
    } finally {
      await party.close();
    }
  },

  arrive: async ({ party, voices }, use) => {
    const people: Person[] = [];
    await use(async (name, { voice, network, url = network?.url ?? party.url, device = {}, remembered = {} }) => {
      const browser = typeof voice === 'object' ? voice : await voices.browser(voice);
      const context = await browser.newContext({
        ignoreHTTPSErrors: true,
        locale: 'en-US',
        viewport: { width: 1_280, height: 800 },
        storageState: deviceState(url, remembered),
        ...device,
      });
      await network?.lead(context);
      await context.addInitScript(installCensus);
      await context.addInitScript(installEar);
      await context.addInitScript(installRtp);
      const person = new Person(await context.newPage(), name);
      people.push(person);
      await person.page.goto(url);
      return person;
    });
    const faults = people.flatMap(({ name, faults: own }) => own.map((fault) => `${name}: ${fault}`));
    await Promise.all(people.map(({ context }) => context.close()));
    expect(faults).toEqual([]);
  },

  comeIn: async ({ arrive }, use) => {
    await use(async (name, arrival) => {
      const person = await arrive(name, arrival);
      await person.nameField.fill(name);
      await person.joinButton.click();
      await person.voiceChannel('Lounge').waitFor();
      return person;
    });
  },

  guest: async ({ comeIn }, use) => {
    await use((name, voice) => comeIn(name, { voice }));
  },
});

/** What belongs to people is gone with them; rooms may stay warm for a while, and the server itself stays. */
async function expectNobody(party: Party): Promise<void> {
  await expect
    .poll(async () => {
      const { transports, producers, consumers, peers, waitingPeers, sockets } = await party.counts();
      return { transports, producers, consumers, peers, waitingPeers, sockets };
    })
    .toEqual({ transports: 0, producers: 0, consumers: 0, peers: 0, waitingPeers: 0, sockets: 0 });
}

export { expect };
