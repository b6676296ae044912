/** A channel for music: what is played into a microphone is what arrives, and only there. */
import { A4, A5, E6, expect, test } from './support/test.ts';

/** Peak; as RMS a sine of it is at -62 dBFS, far below what voice activation takes for speech. */
const QUIET_DB = -59;
const NEAR_DB = 3;
const APART_DB = 15;

test('a channel is set to music and back by its owner, for those who are in it: quiet tones come, each at its own ear', async ({
  guest,
  comeIn,
  voices,
}) => {
  const ben = await guest('Ben', A5); // the first to come owns the server
  // With all processing on, which only music turns off.
  const ada = await comeIn('Ada', {
    voice: await voices.stereo([A4, E6], QUIET_DB),
    remembered: { 'yankcord.settings': '{}' },
  });
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ada.hears([A5]);
  await expect(ben.person('Ada')).toHaveAttribute('data-speaking', 'false');
  expect(await ben.loudest(A4, 1_000)).toBe(-Infinity);
  await expect(ada.page.getByRole('button', { name: 'Settings of Lounge' })).toHaveCount(0);

  const setMusic = async (): Promise<void> => {
    await ben.page.getByRole('button', { name: 'Settings of Lounge' }).click();
    await ben.page.getByRole('switch', { name: 'Music mode' }).click();
    await ben.page.getByRole('button', { name: 'Save' }).click();
    await expect(ben.page.getByRole('dialog')).toHaveCount(0);
  };
  await setMusic();
  await expect(ada.dock.getByText('Music mode')).toBeVisible();
  await expect.poll(async () => Math.abs((await ben.sides(A4))[0] - QUIET_DB)).toBeLessThan(NEAR_DB);
  await expect.poll(async () => Math.abs((await ben.sides(E6))[1] - QUIET_DB)).toBeLessThan(NEAR_DB);
  const [left, right] = [await ben.sides(A4), await ben.sides(E6)];
  expect(left[0] - left[1]).toBeGreaterThan(APART_DB);
  expect(right[1] - right[0]).toBeGreaterThan(APART_DB);
  await expect(ben.person('Ada')).toHaveAttribute('data-speaking', 'true');
  await ada.hears([A5]);

  await setMusic();
  await expect(ada.dock.getByText('Music mode')).toBeHidden();
  await expect(ben.person('Ada')).toHaveAttribute('data-speaking', 'false');
  await expect.poll(async () => ben.loudest(A4, 500)).toBe(-Infinity);
  for (const person of [ada, ben]) {
    await person.inState('connected');
    await expect(person.problem).toHaveCount(0);
  }
});
