/** The desktop app shares a display by its own encoder, and browsers see what is on it. */
import { Guest } from '../fakes/Guest.ts';
import { countUdpSockets } from '../fakes/udpSockets.ts';
import type { Person } from './support/Person.ts';
import {
  A4,
  A5,
  capturesOf,
  comesIn,
  expect,
  hostCalls,
  interval,
  openShare,
  press,
  SCREEN,
  seesBars,
  SEEN_MS,
  test,
} from './support/sharing.ts';

test('a display is shared by the app, seen by two browsers as it is, changed within its stream, and gone when it is stopped', async ({
  desktop,
  host,
  door,
  display,
}) => {
  test.setTimeout(240_000);
  const url = await hostCalls(host, desktop);
  const ben = await comesIn(door, 'Ben', A4, url);
  const watchers: readonly Person[] = [ben, await comesIn(door, 'Cleo', A5, url)];
  const sockets = countUdpSockets();

  const dialog = await openShare(host);
  await expect(dialog.getByRole('radio', { name: /1,?440 × 810/ }).first()).toBeChecked();
  await expect(dialog.getByRole('img')).toHaveCount(0); // decoration: its name is beside it
  await dialog.getByLabel('Resolution').selectOption('720p');
  await dialog.getByLabel('Frame rate').selectOption('15 fps');
  await press(dialog);
  await expect(host.shareButton).toHaveAccessibleName('Stop sharing', { timeout: SEEN_MS });
  for (const person of watchers) {
    await person.page.getByRole('button', { name: 'Watch the screen of Hanna' }).click();
    expect(await person.sees('Hanna', 'screen')).toMatchObject({ width: 1_280, height: 720 });
    await seesBars(person);
  }
  const own = host.tile('Hanna', 'screen');
  await expect(own.getByTestId('viewers')).toHaveText('2 people watch');
  await expect(own.getByTestId('captured-badge')).toHaveText(/^720p · \d+ fps$/);
  expect(await interval(ben)).toBeGreaterThan(1_000 / 20); // 15 a second; of a busy machine they are further apart

  // Everything is known of it, while it is looked at.
  await own.getByRole('button', { name: 'How it goes' }).click();
  const details = host.page.getByTestId('captured');
  await expect(details).toContainText('libx264');
  await expect(details).toContainText('1280 × 720 at 15 fps');
  await expect(details.getByText('Captured now')).toBeVisible();
  await expect(details.getByText('Packets waiting')).toBeVisible();
  await host.page.keyboard.press('Escape');

  // And not told to a window in which nobody looks (C16).
  const told = (): number => desktop.window.webContents.sent.filter(({ name }) => name === 'capture.status').length;
  expect(told()).toBeGreaterThan(0);
  await host.page.getByRole('button', { name: 'Show messages' }).first().click();
  await expect(own).toHaveCount(0);
  const toldBefore = told();
  await ben.sees('Hanna', 'screen', 45); // three seconds
  expect(told()).toBe(toldBefore);
  await host.page.getByRole('button', { name: 'Show the call' }).click();

  // The server hears all the same, for whoever looks into a call that goes badly.
  const otto = await Guest.join(url, 'Otto');
  const hanna = otto.welcome.members.find(({ name }) => name === 'Hanna');
  await expect
    .poll(
      async () =>
        (await otto.ask('loadQuality', { memberId: hanna?.id ?? otto.id })).samples.map(({ client }) => client?.share),
      { timeout: SEEN_MS },
    )
    .toContainEqual(expect.objectContaining({ encoder: 'libx264', pressure: 'none', fallback: null }));
  otto.close();

  // In another quality within the same stream: those who watch go on watching.
  await own.getByRole('button', { name: 'Quality' }).click();
  await host.page.getByRole('dialog', { name: 'Quality' }).getByLabel('Resolution').selectOption('810p (all of it)');
  await host.page.keyboard.press('Escape');
  for (const person of watchers) {
    await expect.poll(() => person.picture('Hanna', 'screen'), { timeout: SEEN_MS }).toMatchObject(SCREEN);
    await person.sees('Hanna', 'screen');
    await seesBars(person);
  }
  expect(capturesOf(display)).toHaveLength(1);

  await host.shareButton.click();
  for (const person of watchers) {
    await expect(person.tile('Hanna', 'screen')).toHaveCount(0);
  }
  await expect.poll(() => capturesOf(display)).toEqual([]);
  await expect.poll(countUdpSockets).toBe(sockets);
  for (const person of watchers) {
    await person.exit();
  }
});
