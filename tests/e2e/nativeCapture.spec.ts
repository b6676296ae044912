/** What native capture sends of a real display, as real browsers show it. */
import { CaptureSession } from '../../native-capture/CaptureSession.ts';
import { Display } from '../fakes/Display.ts';
import { Guest } from '../fakes/Guest.ts';
import { A4, A5, expect, test } from './support/test.ts';
import type { Person } from './support/Person.ts';

const SIZE = { width: 640, height: 360 };

/** The middle of the picture of Nia's screen: red, green, blue. */
const colour = async (person: Person): Promise<number[]> =>
  person
    .tile('Nia', 'screen')
    .locator('video')
    .evaluate((video) => {
      if (!(video instanceof HTMLVideoElement)) {
        return [];
      }
      const pen = new OffscreenCanvas(1, 1).getContext('2d');
      pen?.drawImage(video, 0, 0, 1, 1);
      return [...(pen?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3);
    });

/** Which of the three is there alone; compression leaves a little of the others. */
const shows = async (person: Person, wanted: number): Promise<void> => {
  await expect
    .poll(async () => (await colour(person)).map((part) => (part > 180 ? 1 : part < 80 ? 0 : 2)), { timeout: 30_000 })
    .toEqual([0, 1, 2].map((part) => (part === wanted ? 1 : 0)));
};

test('a display captured by ffmpeg is seen as it is by those who watch, early or late, and after ffmpeg was killed', async ({
  guest,
  party,
}) => {
  test.setTimeout(180_000);
  const ben = await guest('Ben', A4);
  const cleo = await guest('Cleo', A5);
  await ben.enter('Lounge');
  await cleo.enter('Lounge');
  const display = await Display.open(SIZE.width, SIZE.height);
  const nia = await Guest.join(party.url, 'Nia');
  let capture: CaptureSession | undefined;
  try {
    display.paint('#ff0000');
    await nia.joinVoice(nia.voiceChannel('Lounge'));
    capture = await CaptureSession.open({
      ffmpeg: 'ffmpeg',
      encoders: ['libx264'],
      ingest: await nia.ask('openIngest', { preferredCodecs: ['H264'] }),
      host: '127.0.0.1',
      source: { id: 'screen:0', kind: 'screen', title: 'screen', ...SIZE },
      target: { kind: 'x11', display: display.name },
      quality: { ...SIZE, rate: 15, style: 'smooth', bitrateBps: 1_000_000 },
      local: false,
      sound: undefined,
    });
    await ben.page.getByRole('button', { name: 'Watch the screen of Nia' }).click();
    expect(await ben.sees('Nia', 'screen')).toMatchObject(SIZE);
    await shows(ben, 0);

    display.paint('#0000ff');
    await shows(ben, 2);
    await cleo.page.getByRole('button', { name: 'Watch the screen of Nia' }).click();
    expect(await cleo.sees('Nia', 'screen')).toMatchObject(SIZE);
    await shows(cleo, 2);

    process.kill(capture.pid ?? 0, 'SIGKILL');
    display.paint('#00ff00');
    await shows(ben, 1);
    await shows(cleo, 1);

    capture.close();
    await nia.ask('closeIngest', {});
    await expect(ben.tile('Nia', 'screen')).toHaveCount(0);
  } finally {
    capture?.close();
    nia.close();
    display.close();
  }
  await ben.exit();
  await cleo.exit();
});
