/** The sound of a shared screen: in stereo, with a volume of its own, and neither levelled nor softened as voices are. */
import type { Person } from './support/Person.ts';
import { A4, A5, E6, expect, test } from './support/test.ts';

/** In the left and the right channel of what is shared. */
const LEFT_HZ = 540;
const RIGHT_HZ = 1_620;
const TONE_DB = -20;
const NEAR_DB = 1.5;
const APART_DB = 15;
/** Stretched by a jitter buffer a tone is softer for a moment. */
const HEARD_MS = 30_000;
const SILENCE_DB = -70;

/** Headless Chromium captures the picture of its fake screen only: the sound is given by the page. */
const giveScreenSound = async (person: Person): Promise<void> =>
  person.page.evaluate(
    ([left, right, db]) => {
      const capture = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getDisplayMedia = async (options) => {
        const media = await capture({ ...options, audio: false });
        const context = new AudioContext({ sampleRate: 48_000 });
        const merger = new ChannelMergerNode(context, { numberOfInputs: 2 });
        for (const [side, frequency] of [left, right].entries()) {
          const gain = new GainNode(context, { gain: 10 ** (db / 20) });
          const tone = new OscillatorNode(context, { frequency });
          tone.connect(gain).connect(merger, 0, side);
          tone.start();
        }
        const output = new MediaStreamAudioDestinationNode(context, { channelCount: 2 });
        merger.connect(output);
        output.stream.getAudioTracks().forEach((track) => {
          media.addTrack(track);
        });
        return media;
      };
    },
    [LEFT_HZ, RIGHT_HZ, TONE_DB] as const,
  );

test('the sound of a screen is heard by who watches it, as loud as they want it, whoever speaks', async ({
  guest,
  comeIn,
}) => {
  test.setTimeout(180_000);
  const ada = await guest('Ada', A4); // the owner
  const ben = await comeIn('Ben', { voice: A5, remembered: { 'yankcord.hearing': '{"autoLevel":true}' } });
  const cleo = await guest('Cleo', E6);
  for (const person of [ada, ben, cleo]) {
    await person.enter('Lounge');
  }
  await giveScreenSound(ada);
  await ada.shareButton.click();
  await ben.page.getByRole('button', { name: 'Watch the screen of Ada' }).click();
  await ben.sees('Ada', 'screen');
  await expect(ada.page.getByTestId('viewers')).toHaveText('1 person watches');
  const isAt = async (db: number): Promise<void> => {
    for (const [hz, side] of [[LEFT_HZ, 0] as const, [RIGHT_HZ, 1] as const]) {
      await expect
        .poll(async () => Math.abs((await ben.sides(hz))[side] - db), { timeout: HEARD_MS })
        .toBeLessThan(NEAR_DB);
    }
  };
  await isAt(TONE_DB);
  const [left, right] = await ben.sides(LEFT_HZ);
  expect(left - right).toBeGreaterThan(APART_DB);
  expect(await cleo.loudest(LEFT_HZ, 500)).toBeLessThan(SILENCE_DB); // who does not watch

  // A priority speaker makes voices softer, and nothing else.
  await (await ada.openPersonMenu('Cleo')).getByRole('button', { name: 'Make priority speaker' }).click();
  await expect(ben.person('Cleo')).toHaveAttribute('data-leading', 'true');
  await isAt(TONE_DB);

  const tile = ben.tile('Ada', 'screen');
  await tile.hover();
  await tile.getByRole('button', { name: 'Sound of the screen of Ada' }).click();
  const volume = ben.page.getByRole('slider', { name: 'Volume of the screen' });
  await volume.fill('0.5');
  await isAt(TONE_DB - 6.02);
  await volume.fill('0');
  await expect.poll(() => ben.level(LEFT_HZ)).toBeLessThan(SILENCE_DB);
  await ben.page.keyboard.press('Escape');
  const menu = await ben.openPersonMenu('Ada');
  await expect(menu.getByRole('slider', { name: 'Volume of the screen' })).toHaveValue('0');
  await menu.getByRole('slider', { name: 'Volume of the screen' }).fill('1');
  await isAt(TONE_DB);
});
