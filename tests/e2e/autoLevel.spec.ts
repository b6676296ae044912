/** Even loudness: two voices of very different levels, measured at one loudspeaker. */
import { A4, A5, E6, expect, test } from './support/test.ts';

/** RMS of a sine is 3 dB below its peak. */
const QUIET = { toneMs: 700, silenceMs: 300, peakDb: -32 };
const LOUD = { toneMs: 700, silenceMs: 300, peakDb: -7 };
const ALIKE_DB = 3;
const LISTEN_MS = 1_500;

test('brings speakers of -35 and of -10 dBFS within 3 dB of each other, and lets one be as sent', async ({
  comeIn,
  voices,
}) => {
  const ada = await comeIn('Ada', { voice: A4, remembered: { 'yankcord.hearing': '{"autoLevel":true}' } });
  await ada.enter('Lounge');
  const quiet = await comeIn('Ben', { voice: await voices.pausing(A5, QUIET) });
  const loud = await comeIn('Cleo', { voice: await voices.pausing(E6, LOUD) });
  await quiet.enter('Lounge');
  await loud.enter('Lounge');

  const apart = async (): Promise<number> => (await ada.loudest(E6, LISTEN_MS)) - (await ada.loudest(A5, LISTEN_MS));
  await expect.poll(async () => Math.abs(await apart()), { timeout: 30_000 }).toBeLessThan(ALIKE_DB);
  expect(await ada.loudest(A5, LISTEN_MS)).toBeGreaterThan(QUIET.peakDb + 12);

  const menu = await ada.openPersonMenu('Ben');
  await menu.getByRole('switch', { name: 'Even loudness' }).click();
  await expect.poll(async () => Math.abs((await ada.loudest(A5, LISTEN_MS)) - QUIET.peakDb)).toBeLessThan(ALIKE_DB);
  await menu.getByRole('switch', { name: 'Even loudness' }).click();
  // What was learned of Ben is there at once.
  await expect.poll(async () => Math.abs(await apart())).toBeLessThan(ALIKE_DB);
});
