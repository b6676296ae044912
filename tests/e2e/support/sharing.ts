/** The desktop app with a display to share, and an ffmpeg that can be broken and mended. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { Display } from '../../fakes/Display.ts';
import { test as base, expect, type DesktopApp } from './desktop.ts';
import type { Door } from './Door.ts';
import type { Person } from './Person.ts';

export const SCREEN = { width: 1_440, height: 810 };
export const SEEN_MS = 60_000;

interface SharingFixtures {
  /** With a red, a green and a blue third. */
  display: Display;
  /** Real ffmpeg, that can be made to fail whenever it is to capture. */
  ffmpeg: {
    readonly path: string;
    breaks(): Promise<void>;
    works(): Promise<void>;
    /** How often it failed to capture. */
    readonly failed: () => Promise<number>;
  };
}

export const test = base.extend<SharingFixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs: nothing here
  display: async ({}, use) => {
    const display = await Display.open(SCREEN.width, SCREEN.height);
    display.showBars(SCREEN.width, SCREEN.height);
    await use(display);
    display.close();
  },

  // eslint-disable-next-line no-empty-pattern -- as above
  ffmpeg: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'yankcord-ffmpeg-'));
    const path = join(folder, 'ffmpeg');
    const tries = join(folder, 'tries');
    const write = async (before: string): Promise<void> => {
      await writeFile(path, `#!/bin/sh\n${before}\nexec ffmpeg "$@"\n`);
      await chmod(path, 0o700);
    };
    await write('');
    await use({
      path,
      breaks: () =>
        write(`case "$*" in *"-f flv"*) echo >>"${tries}"; echo "Out of memory on the card" >&2; exit 1;; esac`),
      failed: async () => (await readFile(tries, 'utf8').catch(() => '')).length, // a line without a word each
      works: () => write(''),
    });
    await rm(folder, { recursive: true, force: true });
  },

  capture: async ({ display, ffmpeg }, use) => {
    await use({ platform: 'linux', ffmpeg: ffmpeg.path, display: display.name, soundServer: undefined });
  },
});

/** Red, green and blue of the middle of each third of the picture of Hanna's screen. */
const thirds = async (person: Person): Promise<number[][]> =>
  person
    .tile('Hanna', 'screen')
    .locator('video')
    .evaluate((video) => {
      const pen = new OffscreenCanvas(3, 1).getContext('2d');
      if (!(video instanceof HTMLVideoElement) || pen === null) {
        return [];
      }
      pen.drawImage(video, 0, 0, video.videoWidth, video.videoHeight / 2, 0, 0, 3, 1);
      return [0, 1, 2].map((x) => [...pen.getImageData(x, 0, 1, 1).data].slice(0, 3));
    });

/** Time between two pictures as they were captured, ms: the middle one of thirty. */
export const interval = async (person: Person): Promise<number> =>
  person
    .tile('Hanna', 'screen')
    .locator('video')
    .evaluate(async (video) => {
      const times: number[] = [];
      while (video instanceof HTMLVideoElement && times.length < 31) {
        times.push(
          await new Promise<number>((resolve) => {
            video.requestVideoFrameCallback((_now, { rtpTimestamp }) => {
              resolve((rtpTimestamp ?? 0) / 90);
            });
          }),
        );
      }
      const steps = times.slice(1).map((time, index) => time - (times[index] ?? time));
      return steps.sort((a, b) => a - b)[15] ?? 0;
    });

/** Which of the three colours is there alone, third by third; compression leaves a little of the others. */
export const seesBars = async (person: Person): Promise<void> => {
  await expect
    .poll(async () => (await thirds(person)).map((rgb) => rgb.map((part) => (part > 170 ? 1 : part < 90 ? 0 : 2))), {
      timeout: SEEN_MS,
    })
    .toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
};

/** ffmpegs that capture this display. */
export const capturesOf = (display: Display): number[] => {
  try {
    const found = execFileSync('pgrep', ['-f', `x11grab.*-i ${display.name}(\\+| )`], { encoding: 'utf8' });
    return found.trim().split('\n').map(Number);
  } catch {
    return []; // pgrep found none
  }
};

/** Hosts a party and enters its call; answers the party's address. */
export const hostCalls = async (host: Person, desktop: DesktopApp): Promise<string> => {
  await host.nameField.fill('Hanna');
  await host.page.getByRole('button', { name: 'Host a party' }).click();
  await host.page.getByRole('dialog', { name: 'Your party' }).waitFor({ timeout: SEEN_MS });
  await host.page.keyboard.press('Escape');
  await host.enter('Lounge');
  return desktop.party().url;
};

export const comesIn = async (door: Door, name: string, voice: number, url: string): Promise<Person> => {
  const person = await door.arrive(name, { voice, url });
  await person.nameField.fill(name);
  await person.joinButton.click();
  await person.enter('Lounge');
  return person;
};

/** The dialog, with everything listed. */
export const openShare = async (host: Person): Promise<Locator> => {
  await host.shareButton.click();
  const dialog = host.page.getByRole('dialog', { name: 'Share your screen' });
  await dialog.getByTestId('share-source').first().waitFor({ timeout: SEEN_MS });
  return dialog;
};

export const press = async (dialog: Locator): Promise<void> => {
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
};

export { A4, A5, expect } from './desktop.ts';
