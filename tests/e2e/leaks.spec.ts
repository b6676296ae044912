import type { PageCounts } from '../fakes/page/census.ts';
import type { Party, ServerCounts } from './support/Party.ts';
import type { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

const ROUNDS = 50;

interface Everything {
  readonly server: ServerCounts;
  readonly stays: PageCounts;
  readonly comes: PageCounts;
}

const count = async (party: Party, stays: Person, comes: Person): Promise<Everything> => ({
  server: await party.counts(),
  stays: await stays.counts(),
  comes: await comes.counts(),
});

test('C15: 50 joins and leaves leave nothing behind, neither on the server nor in either browser', async ({
  guest,
  party,
}) => {
  test.setTimeout(120_000);
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  const round = async (): Promise<void> => {
    await ben.enter('Lounge');
    await ada.soundBegan(A5);
    await ben.exit();
    await ben.page.mouse.move(900, 400); // away from the list: what was prepared for the pointer is for a channel
  };
  await round(); // rooms and audio contexts that stay are there from now on
  await ada.soundEnded(A5);
  const first = await count(party, ada, ben);
  for (let rounds = 0; rounds < ROUNDS; rounds += 1) {
    await round();
  }
  await expect.poll(() => count(party, ada, ben)).toEqual(first);
  await ada.soundEnded(A5);
  expect(first.comes.tracks).toBe(0); // the microphone is given back to the system
});

test('50 joins cut off in the middle leave nothing behind', async ({ guest, party }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ada.soundBegan(A5);
  await ben.exit();
  await ada.soundEnded(A5);
  const first = await count(party, ada, ben);
  for (let rounds = 0; rounds < ROUNDS; rounds += 1) {
    // Wherever a join stands after this many milliseconds, that is where it is ended.
    await ben.page.evaluate(
      async (afterMs) => {
        document.querySelector<HTMLElement>('[data-channel-id="lounge"]')?.click();
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        document.querySelector<HTMLElement>('[data-testid="voice-dock"] [aria-label="Leave call"]')?.click();
      },
      (rounds % 10) * 12,
    );
    await ben.inState('idle');
  }
  await expect.poll(() => count(party, ada, ben)).toEqual(first);
});
