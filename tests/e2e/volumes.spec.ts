/** How one person is heard, measured at the listener's loudspeaker. */
import type { Locator } from '@playwright/test';
import type { Person } from './support/Person.ts';
import { A4, A5, E6, expect, test } from './support/test.ts';

const NEAR_DB = 1;
/** As our fake microphones hear. */
const TONE_DB = -12;
const SILENCE_DB = -70;
/** Harmonics of what is not distorted are this far below the tone. */
const CLEAN_DB = 40;

/**
 * The level of a tone, undisturbed: where a busy machine makes a jitter buffer stretch it or fill a gap, its phase
 * jumps, and a window with a jump in it shows some decibels less. Never more: the loudest of a few windows is right.
 */
async function levelOf(listener: Person, hz: number): Promise<number> {
  return listener.page.evaluate(
    async ([at, windowMs, looks]) => {
      let loudest = -Infinity;
      for (let look = 0; look < looks; look += 1) {
        await new Promise((resolve) => setTimeout(resolve, windowMs));
        loudest = Math.max(loudest, window.ear.level(at, windowMs));
      }
      return loudest;
    },
    [hz, 100, 6] as const,
  );
}

async function isHeardAt(listener: Person, hz: number, db: number): Promise<void> {
  await expect
    .poll(async () => Math.abs((await levelOf(listener, hz)) - db), {
      message: `${listener.name} hears ${String(hz)} Hz at ${db.toFixed(1)} dBFS`,
    })
    .toBeLessThan(NEAR_DB);
}

/** A level that stands: the same twice, half a second apart. */
async function steadyLevel(listener: Person, hz: number): Promise<number> {
  let level = await levelOf(listener, hz);
  await expect
    .poll(
      async () => {
        const before = level;
        level = await levelOf(listener, hz);
        return Math.abs(level - before);
      },
      { intervals: [500] },
    )
    .toBeLessThan(NEAR_DB / 5);
  return level;
}

const volumeOf = (menu: Locator): Locator => menu.getByRole('slider', { name: 'Volume' });

test('C8 C23: a volume of 0, 50, 100 and 200 % is that much at the ear, without distortion, and of that person only', async ({
  guest,
}) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  const cleo = await guest('Cleo', E6);
  for (const person of [ada, ben, cleo]) {
    await person.enter('Lounge');
  }
  await ada.hears([A5, E6]);
  await isHeardAt(ada, A5, TONE_DB);
  const asSent = await steadyLevel(ada, A5);

  const menu = await ada.openPersonMenu('Ben');
  const volume = volumeOf(menu);
  await volume.fill('0.5');
  await isHeardAt(ada, A5, asSent - 6.02);
  await volume.fill('2');
  await isHeardAt(ada, A5, asSent + 6.02);
  await expect(volume).toHaveAttribute('aria-valuetext', '200%');
  const loud = await steadyLevel(ada, A5);
  // Its third harmonic is of nobody: the second lies beside Cleo's tone.
  expect(loud - (await ada.level(3 * A5))).toBeGreaterThan(CLEAN_DB);
  await volume.fill('0');
  await expect.poll(() => ada.level(A5)).toBeLessThan(SILENCE_DB);
  await menu.getByRole('button', { name: 'Back to 100%' }).click();
  await isHeardAt(ada, A5, asSent);

  await menu.getByRole('switch', { name: 'Mute for me' }).click();
  await expect.poll(() => ada.level(A5)).toBeLessThan(SILENCE_DB);
  await expect(ada.person('Ben').getByRole('img', { name: 'Muted for you' })).toBeVisible();
  await ada.page.keyboard.press('Escape');
  await expect(ada.personActions('Ben')).toBeFocused();
  await isHeardAt(ada, E6, TONE_DB);
  await cleo.hears([A5]);
});

test('a volume is kept by who somebody is: over a reload, and not for another of the same name', async ({
  guest,
  comeIn,
}) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ada.soundBegan(A5);
  const asSent = await steadyLevel(ada, A5);
  await volumeOf(await ada.openPersonMenu('Ben')).fill('0.5');
  await isHeardAt(ada, A5, asSent - 6.02);

  await ada.page.reload();
  await ada.enter('Lounge');
  await ada.soundBegan(A5);
  await isHeardAt(ada, A5, asSent - 6.02);

  // Ben leaves the server, and somebody else takes the name.
  await ben.openPreferences('Account');
  await ben.page.getByRole('button', { name: 'Leave this server' }).click();
  await ben.nameField.waitFor();
  await ada.soundEnded(A5);
  const other = await comeIn('Ben', { voice: A5 });
  await other.enter('Lounge');
  await ada.soundBegan(A5);
  await isHeardAt(ada, A5, asSent);
  await expect(volumeOf(await ada.openPersonMenu('Ben'))).toHaveValue('1');
});
