/** The own microphone as the others and the browser see it: what is open, what it costs, and when it counts as speech. */
import { UNPROCESSED } from '../fakes/screen.ts';
import type { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

declare global {
  interface Window {
    /** Animation frames that the page asked for, of which it gets none. */
    framesAsked: number;
  }
}

const REOPENED = 5;
const LOOK_MS = 5_000;
/** Of quiet after a press: what a view does once when it changes is over by then. */
const SETTLED_MS = 1_000;
const CALM_MS = 3_000;
/** About as loud as the threshold of -50 dBFS (RMS, 3 dB below the peak), half a second above and half a second below. */
const SWAYING = { toneMs: 500, silenceMs: 500, peakDb: -45, pausePeakDb: -50 };
/** A sound of -15 dBFS takes 200 ms to fall below the threshold: with a hold of 220 ms this pause is an end, with 800 none. */
const PAUSING = { toneMs: 600, silenceMs: 650 };

const audio = (more: object): Record<string, string> => ({
  'yankcord.settings': JSON.stringify({ audio: { ...UNPROCESSED, ...more } }),
});

/** How often somebody begins or ends being transmitted, as their own row shows it: what the others see is calmed down. */
async function changes(person: Person): Promise<number> {
  return person.person(person.name).evaluate(async (row, forMs) => {
    let count = 0;
    let before = row.getAttribute('data-speaking');
    const watch = new MutationObserver(() => {
      const now = row.getAttribute('data-speaking');
      count += now === before ? 0 : 1;
      before = now;
    });
    watch.observe(row, { attributes: true, attributeFilter: ['data-speaking'] });
    await new Promise((resolve) => setTimeout(resolve, forMs));
    watch.disconnect();
    return count;
  }, LOOK_MS);
}

test('C3: however often a microphone begins anew, one is open, and none after the call', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ben.enter('Lounge');
  await ada.enter('Lounge');
  await ben.hears([A4]);
  const first = await ada.counts();
  await ada.page.keyboard.press('Control+,');
  const echo = ada.page.getByRole('switch', { name: 'Echo cancellation' });
  for (let opened = 0; opened < REOPENED; opened += 1) {
    await echo.click();
  }
  await echo.click(); // an even number: as it was, so that the tone is not taken for an echo
  await ada.page.keyboard.press('Escape');
  await ben.hears([A4]);
  await expect.poll(() => ada.counts()).toEqual(first);
  await ada.exit();
  await expect.poll(async () => (await ada.counts()).tracks).toBe(0);
});

test('C13: one audio context carries everything, and no animation frame is asked for', async ({ arrive, guest }) => {
  const ben = await guest('Ben', A5);
  await ben.enter('Lounge');
  const ada = await arrive('Ada', { voice: A4 });
  await ada.context.addInitScript(() => {
    // As in a tab that nobody looks at: none ever comes.
    window.framesAsked = 0;
    window.requestAnimationFrame = () => (window.framesAsked += 1);
  });
  await ada.page.reload();
  await ada.nameField.fill('Ada');
  await ada.joinButton.click();
  await ada.enter('Lounge');
  await ada.hears([A5]);
  await ben.hears([A4]);
  await expect(ada.person('Ada')).toHaveAttribute('data-speaking', 'true');
  expect((await ada.counts()).audioContexts).toBe(1);
  await ada.page.waitForTimeout(SETTLED_MS);
  const before = await ada.page.evaluate(() => window.framesAsked);
  await ada.page.waitForTimeout(CALM_MS);
  expect((await ada.page.evaluate(() => window.framesAsked)) - before).toBe(0);
});

test('C4: a longer hold carries a voice over its pauses', async ({ comeIn, guest, voices }) => {
  const ada = await comeIn('Ada', { voice: await voices.pausing(A4, PAUSING), remembered: audio({ holdMs: 800 }) });
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await expect(ben.person('Ada')).toHaveAttribute('data-speaking', 'true');
  expect(await changes(ada)).toBe(0);
});

test('C14: a voice at the threshold does not flicker', async ({ comeIn, guest, voices }) => {
  const ada = await comeIn('Ada', { voice: await voices.pausing(A4, SWAYING) });
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await expect(ben.person('Ada')).toHaveAttribute('data-speaking', 'true');
  expect(await changes(ada)).toBe(0);
});
