/** The sound check: what is tried there is heard here, and nobody else has any of it. */
import type { Locator } from '@playwright/test';
import type { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

/** Notes of the test sound, left and right. */
const LEFT = 392;
const RIGHT = 466.16;
const TEST_MS = 2_600;
/** Of the cue of deafening: none of the test sound's. */
const DEAFEN = 155.56;
const AUDIBLE_DB = -50;

async function openCheck(person: Person): Promise<Locator> {
  const preferences = await person.openPreferences('Voice');
  await preferences.getByRole('button', { name: 'Check your sound' }).click();
  return person.page.getByRole('dialog', { name: 'Sound check' });
}

const found = (check: Locator): Locator => check.getByTestId('check-found');

/** The loudest that each ear has of two tones in this time. */
const loudestSides = (person: Person): Promise<{ left: [number, number]; right: [number, number] }> =>
  person.page.evaluate(
    async ([low, high, forMs]) => {
      const most = { left: [-140, -140] as [number, number], right: [-140, -140] as [number, number] };
      const endMs = performance.now() + forMs;
      while (performance.now() < endMs) {
        for (const [name, hz] of [
          ['left', low],
          ['right', high],
        ] as const) {
          const [left, right] = window.ear.sides(hz, 200);
          most[name] = [Math.max(most[name][0], left), Math.max(most[name][1], right)];
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return most;
    },
    [LEFT, RIGHT, TEST_MS] as const,
  );

test('outside of a call: level, hear yourself, test sound and camera; nothing is left open', async ({ comeIn }) => {
  const ada = await comeIn('Ada', { voice: A4 });
  expect((await ada.counts()).tracks).toBe(0);
  const check = await openCheck(ada);
  await expect(found(check)).toHaveAttribute('data-found', 'heard');
  await ada.sides(LEFT); // the test listens to each ear from here on
  const idle = await ada.counts();

  expect(await ada.level(A4)).toBeLessThan(AUDIBLE_DB);
  const listen = check.getByRole('button', { name: 'Hear yourself', exact: true });
  await listen.click();
  await expect(listen).toHaveAttribute('aria-pressed', 'true');
  await ada.soundBegan(A4);
  await listen.click();
  await ada.soundEnded(A4);

  const played = loudestSides(ada);
  await check.getByRole('button', { name: 'Play a test sound' }).click();
  const { left, right } = await played;
  // The chord has the lower note too, on both sides; the higher one is on the right alone.
  expect(left[0]).toBeGreaterThan(AUDIBLE_DB);
  expect(right[1]).toBeGreaterThan(AUDIBLE_DB);
  expect(right[0]).toBeLessThan(right[1] - 12);
  await check.getByRole('button', { name: 'Play a test sound' }).waitFor();
  await expect.poll(async () => (await ada.counts()).audioNodes).toBe(idle.audioNodes);

  await check.getByRole('button', { name: 'See the preview' }).click();
  const preview = check.getByLabel('Preview of your camera, mirrored');
  await expect.poll(() => preview.evaluate((video: HTMLVideoElement) => video.videoWidth)).toBeGreaterThan(0);
  expect(await preview.evaluate((video) => getComputedStyle(video).scale)).toBe('-1 1');

  await listen.click();
  await ada.soundBegan(A4);
  await ada.page.keyboard.press('Escape');
  await expect(check).toBeHidden();
  await ada.soundEnded(A4);
  await expect.poll(() => ada.counts()).toMatchObject({ tracks: 0, audioContexts: 1 });
});

test('in a call: who is muted hears themselves, the others hear nothing of it, and no cue is in the way', async ({
  comeIn,
  guest,
}) => {
  const ada = await comeIn('Ada', { voice: A4, remembered: { 'yankcord.cues': JSON.stringify({ volume: 1 }) } });
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ben.hears([A4]);
  await ada.mute.click();
  await ben.soundEnded(A4);
  const before = await ada.counts();

  const check = await openCheck(ada);
  await check.getByRole('button', { name: 'Hear yourself', exact: true }).click();
  await ada.hears([A4, A5]);
  expect(await ben.loudest(A4, 1_000)).toBeLessThan(AUDIBLE_DB);

  await check.getByRole('button', { name: 'Play a test sound' }).click();
  const hushed = ada.loudest(DEAFEN, 1_200);
  await ada.page.keyboard.press('Control+Shift+D');
  expect(await hushed).toBeLessThan(AUDIBLE_DB);
  await check.getByRole('button', { name: 'Play a test sound' }).waitFor();
  await ada.page.keyboard.press('Control+Shift+D');
  const told = ada.loudest(DEAFEN, 1_200);
  await ada.page.keyboard.press('Control+Shift+D');
  expect(await told).toBeGreaterThan(AUDIBLE_DB);
  await ada.page.keyboard.press('Control+Shift+D');

  await ada.page.keyboard.press('Escape');
  await ada.soundEnded(A4);
  await expect.poll(() => ada.counts()).toEqual(before);
  await ada.unmute.click();
  await ben.soundBegan(A4);
});

test('through the server and back: heard by who speaks, in a call or outside of one, and by nobody else', async ({
  comeIn,
  guest,
  party,
}) => {
  test.setTimeout(90_000);
  const ada = await comeIn('Ada', { voice: A4 });
  const ben = await guest('Ben', A5);
  await ben.enter('Lounge');
  const alone = await ben.counts();
  let check = await openCheck(ada);
  await expect(found(check)).toHaveAttribute('data-found', 'heard');
  await check.getByRole('button', { name: 'Hear yourself through the server' }).click();
  await ada.soundBegan(A4);
  expect(await party.counts()).toMatchObject({ echoes: 1, peers: 1 });
  await expect(check.getByTestId('check-figures')).toContainText('There and back');
  expect(await ben.loudest(A4, 1_000)).toBeLessThan(AUDIBLE_DB);
  expect(await ben.counts()).toEqual(alone);
  await expect(ben.people).toHaveCount(1);
  await ada.page.keyboard.press('Escape');
  await ada.soundEnded(A4);
  await expect.poll(() => ada.counts()).toMatchObject({ tracks: 0, peerConnections: 0, audioContexts: 1 });
  await expect.poll(() => party.counts()).toMatchObject({ echoes: 0 });

  await ada.enter('Lounge');
  await ada.mute.click();
  await ben.soundEnded(A4);
  const inCall = await ada.counts();
  check = await openCheck(ada);
  await expect(found(check)).toHaveAttribute('data-found', 'heard');
  const server = check.getByRole('button', { name: 'Hear yourself through the server' });
  await server.click();
  await ada.hears([A4, A5]);
  expect(await ben.loudest(A4, 1_000)).toBeLessThan(AUDIBLE_DB);
  await server.click();
  await ada.soundEnded(A4);
  await ada.page.keyboard.press('Escape');
  await expect.poll(() => ada.counts()).toEqual(inCall);
  await ada.hears([A5]);
});

test('a refused microphone is told, with what helps, and the speaker can be tried all the same', async ({ comeIn }) => {
  const ada = await comeIn('Ada', { voice: 'denied' });
  const check = await openCheck(ada);
  await expect(check.getByTestId('check-problem')).toHaveAttribute('data-code', 'microphone_denied');
  await expect(check.getByRole('button', { name: 'Allow microphone' })).toBeVisible();
  await expect(found(check)).toHaveCount(0);
  await ada.sides(LEFT);
  const played = loudestSides(ada);
  await check.getByRole('button', { name: 'Play a test sound' }).click();
  expect((await played).left[0]).toBeGreaterThan(AUDIBLE_DB);
});
