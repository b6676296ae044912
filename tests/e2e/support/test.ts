/** What every end-to-end test has: a party of its own, and people who come to it. Each test ends with nothing left. */
import { expect, test as base } from '@playwright/test';
import { Door, type Arrival } from './Door.ts';
import { Party } from './Party.ts';
import type { Person } from './Person.ts';
import { Voices } from './Voices.ts';

export const A4 = 440;
export const A5 = 880;
export const E6 = 1_320;

export interface Fixtures {
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
    const door = new Door(voices);
    await use((name, arrival) =>
      door.arrive(name, { ...arrival, url: arrival.url ?? arrival.network?.url ?? party.url }),
    );
    await door.close();
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
    .poll(
      async () => {
        const { transports, producers, consumers, peers, waitingPeers, sockets } = await party.counts();
        return { transports, producers, consumers, peers, waitingPeers, sockets };
      },
      // A browser that is ended on a busy machine may not get its farewell out: then the server waits for it, 15 s.
      { timeout: 25_000 },
    )
    .toEqual({ transports: 0, producers: 0, consumers: 0, peers: 0, waitingPeers: 0, sockets: 0 });
}

export { expect };
