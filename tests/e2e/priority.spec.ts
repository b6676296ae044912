/** Somebody who is heard above the others: they are softer while that person speaks, as measured at a third one's ear. */
import type { Person } from './support/Person.ts';
import { A4, A5, E6, expect, test } from './support/test.ts';

const PAUSING = { toneMs: 2_000, silenceMs: 3_000 };
/** All of one cycle and more. */
const LISTEN_MS = 6_000;
const SOFTER_DB = 12;
const NEAR_DB = 2;
const STEADY_DB = 1.5;

/** How much softer a voice that goes on and on is at times. */
const varies = async (listener: Person, hz: number): Promise<number> =>
  listener.page.evaluate(
    async ([at, forMs]) => {
      const levels: number[] = [];
      for (const endMs = performance.now() + forMs; performance.now() < endMs;) {
        levels.push(window.ear.level(at, 100));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      levels.sort((one, other) => one - other);
      const share = (part: number): number => levels[Math.floor(levels.length * part)] ?? Number.NaN;
      return share(0.85) - share(0.2);
    },
    [hz, LISTEN_MS] as const,
  );

test('the owner makes a priority speaker: the others are 12 dB softer meanwhile, for whom wants it so', async ({
  guest,
  comeIn,
  voices,
}) => {
  test.setTimeout(240_000);
  const ada = await guest('Ada', A4); // the first to come owns the server
  const ben = await guest('Ben', A5);
  const cleo = await comeIn('Cleo', { voice: await voices.pausing(E6, PAUSING) });
  for (const person of [ada, ben, cleo]) {
    await person.enter('Lounge');
  }
  await ada.hears([A5, E6]);
  await expect.poll(() => varies(ada, A5), { timeout: 60_000 }).toBeLessThan(STEADY_DB);

  const menu = await ada.openPersonMenu('Cleo');
  await menu.getByRole('button', { name: 'Make priority speaker' }).click();
  for (const viewer of [ada, ben, cleo]) {
    await expect(viewer.person('Cleo').getByRole('img', { name: /^Priority speaker/u })).toBeVisible();
  }
  await expect(ada.person('Cleo')).toHaveAttribute('data-leading', 'true');
  await expect(ada.person('Cleo')).toHaveAttribute('data-leading', 'false');
  await expect
    .poll(async () => Math.abs((await varies(ada, A5)) - SOFTER_DB), { timeout: 60_000 })
    .toBeLessThan(NEAR_DB);
  expect(await varies(cleo, A5)).toBeLessThan(STEADY_DB); // who speaks hears the others as ever

  await ada.openPreferences('Devices and hearing');
  await ada.page.getByRole('switch', { name: 'Softer others for priority speakers' }).click();
  await ada.page.keyboard.press('Escape');
  await expect.poll(() => varies(ada, A5), { timeout: 60_000 }).toBeLessThan(STEADY_DB);

  await (await ada.openPersonMenu('Cleo')).getByRole('button', { name: 'No longer priority speaker' }).click();
  await expect(ben.person('Cleo').getByRole('img', { name: /^Priority speaker/u })).toHaveCount(0);
});
