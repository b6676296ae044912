/** The sound of a share by the app: what other programs play, and nothing of the call. */
import { spawn } from 'node:child_process';
import { chromium } from '@playwright/test';
import { childEnv } from '../config.ts';
import { chromiumOptions } from '../fakes/chromium.ts';
import { SoundServer } from '../fakes/SoundServer.ts';
import { A4, comesIn, expect, hostCalls, openShare, press, SEEN_MS, test as base } from './support/sharing.ts';

const PROGRAM_HZ = 620;
const MICROPHONE_HZ = 1_500;
const HEARD_DB = -35;
const SILENCE_DB = -70;

const test = base.extend<{ sound: SoundServer }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs: nothing here
  sound: async ({}, use) => {
    const sound = await SoundServer.start();
    await use(sound);
    await sound.close();
  },
  capture: async ({ display, ffmpeg, sound }, use) => {
    const soundServer = sound.env['PULSE_SERVER'];
    await use({ platform: 'linux', ffmpeg: ffmpeg.path, display: display.name, soundServer });
  },
});

/** A program of somebody else's that plays a sine: no child of ours, as a game is none of the app's. */
const playSine = (sound: SoundServer): (() => void) => {
  const command = `ffmpeg -loglevel quiet -re -f lavfi -i sine=frequency=${String(PROGRAM_HZ)}:sample_rate=48000 -f pulse other & echo $!`;
  const shell = spawn('sh', ['-c', command], { env: childEnv(sound.env), stdio: ['ignore', 'pipe', 'ignore'] });
  let pid = 0;
  shell.stdout.on('data', (said: Buffer) => {
    pid = Number(said.toString());
  });
  return () => {
    if (pid > 0) {
      process.kill(pid, 'SIGKILL');
    }
  };
};

test('other programs are heard with the picture, and the call does not come back in it', async ({
  desktop,
  door,
  sound,
}) => {
  test.setTimeout(180_000);
  await sound.addSpeaker('room');
  await sound.setDefaultSpeaker('room');
  await sound.addMicrophone(MICROPHONE_HZ);
  await sound.setDefaultMicrophone(MICROPHONE_HZ);
  const browser = await chromium.launch(chromiumOptions({ allowed: true, sound: sound.env }));
  let stop: (() => void) | undefined;
  try {
    const hanna = await door.arrive('Hanna', { voice: browser, desktop: desktop.bridge });
    const ben = await comesIn(door, 'Ben', A4, await hostCalls(hanna, desktop));
    stop = playSine(sound);
    // Both are played by Hanna's loudspeaker: the program, and Ben.
    await expect.poll(() => sound.level('room', PROGRAM_HZ), { timeout: SEEN_MS }).toBeGreaterThan(HEARD_DB);
    await expect.poll(() => sound.level('room', A4), { timeout: SEEN_MS }).toBeGreaterThan(HEARD_DB);
    const dialog = await openShare(hanna);
    await expect(dialog.getByRole('switch', { name: 'Share sound too' })).toBeChecked();
    await press(dialog);
    await expect(hanna.shareButton).toHaveAccessibleName('Stop sharing', { timeout: SEEN_MS });
    await ben.page.getByRole('button', { name: 'Watch the screen of Hanna' }).click();
    await ben.sees('Hanna', 'screen');
    await expect.poll(() => ben.level(PROGRAM_HZ), { timeout: SEEN_MS }).toBeGreaterThan(HEARD_DB);
    expect(await ben.loudest(A4, 2_000)).toBeLessThan(SILENCE_DB);
    await expect(hanna.tile('Hanna', 'screen')).toContainText('You are sharing your screen and its sound');
    await hanna.shareButton.click();
    await expect.poll(() => ben.level(PROGRAM_HZ)).toBeLessThan(SILENCE_DB);
  } finally {
    stop?.();
    await browser.close();
  }
});
