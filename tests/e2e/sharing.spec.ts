/** The desktop app shares a display by its own encoder, and browsers see what is on it. */
import { execFileSync } from 'node:child_process';
import { test as base, A4, A5, expect } from './support/desktop.ts';
import type { Person } from './support/Person.ts';
import { Display } from '../fakes/Display.ts';
import { countUdpSockets } from '../fakes/udpSockets.ts';

const SCREEN = { width: 1_440, height: 810 };
const SEEN_MS = 60_000;

const test = base.extend<{ display: Display }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs: nothing here
  display: async ({}, use) => {
    const display = await Display.open(SCREEN.width, SCREEN.height);
    display.showBars(SCREEN.width, SCREEN.height);
    await use(display);
    display.close();
  },
  capture: async ({ display }, use) => {
    await use({ platform: 'linux', ffmpeg: 'ffmpeg', display: display.name });
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

/** Which of the three colours is there alone, third by third; compression leaves a little of the others. */
const seesBars = async (person: Person): Promise<void> => {
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

const ffmpegs = (display: Display): number => {
  try {
    const found = execFileSync('pgrep', ['-f', `x11grab.*-i ${display.name}(\\+| )`], { encoding: 'utf8' });
    return found.trim().split('\n').length;
  } catch {
    return 0; // pgrep found none
  }
};

const openShare = async (host: Person): Promise<ReturnType<Person['page']['getByRole']>> => {
  await host.shareButton.click();
  const dialog = host.page.getByRole('dialog', { name: 'Share your screen' });
  await dialog.getByTestId('share-source').first().waitFor({ timeout: SEEN_MS });
  return dialog;
};

test('a display is shared by the app, seen by two browsers as it is, changed within its stream, and gone when it is stopped', async ({
  desktop,
  host,
  door,
  display,
}) => {
  test.setTimeout(240_000);
  await host.nameField.fill('Hanna');
  await host.joinButton.click();
  await host.voiceChannel('Lounge').waitFor();
  await host.enter('Lounge');
  const [party] = desktop.window.webContents.sent.filter(({ name }) => name === 'party.changed');
  const { url } = (party?.notice as { party: { url: string } }).party; // as the contract has it
  const watchers: Person[] = [];
  for (const [name, voice] of [
    ['Ben', A4],
    ['Cleo', A5],
  ] as const) {
    const person = await door.arrive(name, { voice, url });
    await person.nameField.fill(name);
    await person.joinButton.click();
    await person.enter('Lounge');
    watchers.push(person);
  }
  const sockets = countUdpSockets();

  const dialog = await openShare(host);
  await expect(dialog.getByRole('radio', { name: /1,?440 × 810/ }).first()).toBeChecked();
  await expect(dialog.getByRole('img')).toHaveCount(0); // decoration: its name is beside it
  await dialog.getByLabel('Resolution').selectOption('720p');
  await dialog.getByLabel('Frame rate').selectOption('15 fps');
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(host.shareButton).toHaveAccessibleName('Stop sharing', { timeout: SEEN_MS });
  for (const person of watchers) {
    await person.page.getByRole('button', { name: 'Watch the screen of Hanna' }).click();
    expect(await person.sees('Hanna', 'screen')).toMatchObject({ width: 1_280, height: 720 });
    await seesBars(person);
  }
  const own = host.tile('Hanna', 'screen');
  await expect(own.getByTestId('viewers')).toHaveText('2 people watch');
  await expect(own.getByTestId('captured-badge')).toHaveText(/^720p · \d+ fps$/);
  const [ben] = watchers;
  if (ben === undefined) {
    throw new Error('nobody watches');
  }
  const before = await ben.picture('Hanna', 'screen');
  const sinceMs = performance.now();
  await ben.sees('Hanna', 'screen', 60);
  const { frames } = await ben.picture('Hanna', 'screen');
  const rate = ((frames - before.frames) * 1_000) / (performance.now() - sinceMs);
  expect(rate).toBeLessThan(17); // what was chosen; a busy machine may show fewer

  // Everything is known of it, while it is looked at.
  await own.getByRole('button', { name: 'How it goes' }).click();
  const details = host.page.getByTestId('captured');
  await expect(details).toContainText('libx264');
  await expect(details).toContainText('1280 × 720 at 15 fps');
  await host.page.keyboard.press('Escape');

  // In another quality within the same stream: those who watch go on watching.
  await own.getByRole('button', { name: 'Quality' }).click();
  await host.page.getByRole('dialog', { name: 'Quality' }).getByLabel('Resolution').selectOption('810p (all of it)');
  await host.page.keyboard.press('Escape');
  for (const person of watchers) {
    await expect.poll(() => person.picture('Hanna', 'screen'), { timeout: SEEN_MS }).toMatchObject(SCREEN);
    await person.sees('Hanna', 'screen');
    await seesBars(person);
  }
  expect(ffmpegs(display)).toBe(1);

  await host.shareButton.click();
  for (const person of watchers) {
    await expect(person.tile('Hanna', 'screen')).toHaveCount(0);
  }
  await expect.poll(() => ffmpegs(display)).toBe(0);
  await expect.poll(countUdpSockets).toBe(sockets);
  for (const person of watchers) {
    await person.exit();
  }
});
