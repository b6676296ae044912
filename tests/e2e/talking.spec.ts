import { UNPROCESSED } from '../fakes/screen.ts';
import type { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

const SILENCE_DB = -60;
const LISTEN_MS = 600;
const LOOK_EVERY_MS = 50;
/** Longer than the whole of the noisy speech, which is ten seconds. */
const NOISY_MS = 11_000;
/** Of steady noise, as measured where it arrives. */
const STANDARD_DB = 6;
const STRONG_DB = 15;

const settings = (more: object): Record<string, string> => ({ 'yankcord.settings': JSON.stringify(more) });

test('push-to-talk: heard while the key is held, not by typing, and not for ever', async ({ comeIn, guest }) => {
  const audio = { ...UNPROCESSED, activation: 'pushToTalk', releaseMs: 100 };
  const ada = await comeIn('Ada', {
    voice: A4,
    remembered: settings({ audio, talkKey: { binding: { code: 'KeyV' }, toggle: false } }),
  });
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ada.hears([A5]);
  expect(await ben.loudest(A4, LISTEN_MS)).toBeLessThan(SILENCE_DB);

  await ada.page.keyboard.down('v');
  await ben.soundBegan(A4);
  await expect(ben.person('Ada')).toHaveAttribute('data-speaking', 'true');
  await ada.page.keyboard.up('v');
  await ben.soundEnded(A4);

  // Who writes a word with this letter is not heard by it.
  const message = ada.page.getByRole('textbox', { name: /^Message/u });
  await message.focus();
  await ada.page.keyboard.down('v');
  expect(await ben.loudest(A4, LISTEN_MS)).toBeLessThan(SILENCE_DB);
  await ada.page.keyboard.up('v');
  await expect(message).toHaveValue('v');
  await message.blur();

  // The end of a press in another window is never seen here.
  await ada.page.keyboard.down('v');
  await ben.soundBegan(A4);
  await ada.page.evaluate(() => window.dispatchEvent(new Event('blur')));
  await ben.soundEnded(A4);
  await ada.page.keyboard.up('v');
});

test('the key to talk is chosen by pressing it, a mouse button too', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ben.hears([A4]);
  await ada.openPreferences('Voice');
  const ended = ben.soundEnded(A4);
  await ada.page.getByLabel('Your microphone is sent').selectOption('while you press a key');
  await ended;
  const recorder = ada.page.getByRole('button', { name: /^Key to talk/u });
  await recorder.click();
  await expect(recorder).toHaveText('Press a key…');
  await ada.page.keyboard.press('Control+b');
  await expect(recorder).toHaveText('Ctrl + B');
  await recorder.click();
  await ada.page.mouse.down({ button: 'middle' });
  await ada.page.mouse.up({ button: 'middle' });
  await expect(recorder).toHaveText('Mouse 3');
  await ada.page.getByRole('switch', { name: 'Press once to talk' }).click();
  await ada.page.keyboard.press('Escape');
  await ada.page.mouse.click(640, 400, { button: 'middle' });
  await ben.soundBegan(A4);
  expect(await ben.quietest(A4, LISTEN_MS)).toBeGreaterThan(-30);
  const over = ben.soundEnded(A4);
  await ada.page.mouse.click(640, 400, { button: 'middle' });
  await over;
});

test('whoever talks while muted is told, and unmutes by it', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ben.hears([A4]);
  const hint = ada.page.getByTestId('dock-hint');
  await expect(hint).toHaveCount(0);
  await ada.mute.click();
  await expect(hint).toHaveAttribute('data-hint', 'mutedTalking');
  const ended = ben.soundBegan(A4);
  await hint.getByRole('button', { name: 'Unmute me' }).click();
  await ended;
  await expect(hint).toHaveCount(0);
});

/** The level between words, and that of the words. */
async function levels(person: Person): Promise<{ noiseDb: number; speechDb: number }> {
  return person.page.evaluate(
    async ([forMs, everyMs]) => {
      const heard: number[] = [];
      for (const endMs = performance.now() + forMs; performance.now() < endMs;) {
        heard.push(window.ear.loudness(200));
        await new Promise((resolve) => setTimeout(resolve, everyMs));
      }
      heard.sort((one, other) => one - other);
      const at = (share: number): number => heard[Math.floor(heard.length * share)] ?? Number.NaN;
      return { noiseDb: at(0.2), speechDb: at(0.97) };
    },
    [NOISY_MS, LOOK_EVERY_MS] as const,
  );
}

test('even loudness brings a quiet voice up, and the noise of its room not at all', async ({ comeIn, voices }) => {
  test.setTimeout(120_000);
  // A fifth is 14 dB less: a voice of about -34 dBFS in noise of about -59.
  const ada = await comeIn('Ada', {
    voice: await voices.noisy(),
    remembered: settings({ audio: { ...UNPROCESSED, activation: 'always', inputGain: 0.2 } }),
  });
  const ben = await comeIn('Ben', { voice: A5, remembered: { 'yankcord.hearing': '{"autoLevel":false}' } });
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await expect(ben.person('Ada')).toHaveAttribute('data-speaking', 'true');
  const asSent = await levels(ben);
  await ben.openPreferences('Devices and hearing');
  await ben.page.getByRole('switch', { name: 'Even loudness for everybody' }).click();
  await ben.page.keyboard.press('Escape');
  let lifted = asSent;
  await expect
    .poll(async () => (lifted = await levels(ben)).speechDb - asSent.speechDb, { timeout: 40_000 })
    .toBeGreaterThan(8);
  test.info().annotations.push({ type: 'dB', description: JSON.stringify({ asSent, lifted }) });
  expect(Math.abs(lifted.noiseDb - asSent.noiseDb)).toBeLessThan(2);
});

test('noise suppression takes noise away, the strong one more, and both leave speech', async ({
  comeIn,
  guest,
  voices,
}) => {
  const ada = await comeIn('Ada', {
    voice: await voices.noisy(),
    remembered: settings({ audio: { ...UNPROCESSED, activation: 'always' } }),
  });
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await expect(ben.person('Ada')).toHaveAttribute('data-speaking', 'true');
  const before = await levels(ben);
  expect(before.noiseDb).toBeGreaterThan(-55);
  const suppressed = async (value: string, byDb: number): Promise<Awaited<ReturnType<typeof levels>>> => {
    await ada.openPreferences('Voice');
    await ada.page.getByLabel('Noise suppression').selectOption({ value });
    await ada.page.keyboard.press('Escape');
    let after = before;
    await expect
      .poll(async () => before.noiseDb - (after = await levels(ben)).noiseDb, { timeout: 40_000 })
      .toBeGreaterThan(byDb);
    return after;
  };
  const standard = await suppressed('standard', STANDARD_DB);
  const strong = await suppressed('ml', STRONG_DB);
  test.info().annotations.push({ type: 'dB', description: JSON.stringify({ before, standard, strong }) });
  // Both take some 6 dB of vowels as even as these, and next to nothing of a person's.
  expect(before.speechDb - standard.speechDb).toBeLessThan(10);
  expect(before.speechDb - strong.speechDb).toBeLessThan(10);
});
