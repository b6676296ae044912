/** The app's own sounds, at the loudspeakers of those whom they are for, and of those whom they are not. */
import type { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

/** What mute ends with, what unmute and a join end with; far from the tones of the microphones. */
const LOW_HZ = 311.13;
const HIGH_HZ = 622.25;
const HIGHEST_HZ = 932.33;
/** From before the click, which takes its time on a busy machine, to after the sound. */
const LISTEN_MS = 3_000;
const HEARD_DB = -30;
/** Of what is sent only by mistake: the beginning and the end of a voice hold a little of all pitches. */
const UNHEARD_DB = -40;

const ON = { 'yankcord.cues': '{"volume":1}' };

/** The loudest of a tone from now on, here and there. */
const loudest = async (people: readonly Person[], hz: number): Promise<number[]> =>
  Promise.all(
    people.map((person) =>
      person.page.evaluate(
        async ([at, forMs]) => {
          let most = -Infinity;
          for (const endMs = performance.now() + forMs; performance.now() < endMs;) {
            most = Math.max(most, window.ear.level(at, 100));
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          return most;
        },
        [hz, LISTEN_MS] as const,
      ),
    ),
  );

test('a cue is heard by whom it is for, beside the voices and while deafened, by nobody else, and not when it is off', async ({
  comeIn,
  guest,
}) => {
  const ada = await comeIn('Ada', { voice: A4, remembered: ON });
  const ben = await guest('Ben', A5); // whose own are off
  await ada.enter('Lounge');
  let heard = loudest([ada], HIGHEST_HZ);
  await ben.enter('Lounge');
  const [joined = -Infinity] = await heard;
  expect(joined).toBeGreaterThan(HEARD_DB);
  await ada.hears([A5]);

  heard = loudest([ada, ben], LOW_HZ);
  await ada.mute.click();
  let [here = -Infinity, there = -Infinity] = await heard;
  expect(here).toBeGreaterThan(HEARD_DB);
  expect(there).toBeLessThan(UNHEARD_DB);
  // Her microphone is on while this one sounds.
  heard = loudest([ada, ben], HIGH_HZ);
  await ada.unmute.click();
  [here = -Infinity, there = -Infinity] = await heard;
  expect(here).toBeGreaterThan(HEARD_DB);
  expect(there).toBeLessThan(UNHEARD_DB);
  await ben.hears([A4]);

  heard = loudest([ada], LOW_HZ);
  await ada.deafen.click();
  expect((await heard)[0]).toBeGreaterThan(HEARD_DB);
  await ada.undeafen.click();
  await ada.hears([A5]);

  await ada.openPreferences('Notifications and sounds');
  await ada.page.getByRole('switch', { name: 'Mute and unmute' }).click();
  heard = loudest([ada], HIGH_HZ);
  await ada.page.getByRole('button', { name: 'Play: Push-to-talk' }).focus();
  await ada.page.keyboard.press('Control+Shift+M');
  await ada.page.keyboard.press('Control+Shift+M');
  expect((await heard)[0]).toBeLessThan(UNHEARD_DB);
  // It can be tried out all the same.
  heard = loudest([ada], LOW_HZ);
  await ada.page.getByRole('button', { name: 'Play: Mute and unmute' }).click();
  expect((await heard)[0]).toBeGreaterThan(HEARD_DB);
  await ada.page.getByRole('slider', { name: 'Volume of sounds' }).fill('0');
  heard = loudest([ada], LOW_HZ);
  await ada.page.getByRole('button', { name: 'Play: Mute and unmute' }).click();
  expect((await heard)[0]).toBeLessThan(UNHEARD_DB);
  await ada.page.keyboard.press('Escape');
});
