/** What goes wrong with the app's own capture, and where it leaves those who share. */
import { listX11Sources } from '../../native-capture/sources.ts';
import { killPrograms } from '../fakes/processTree.ts';
import {
  A4,
  capturesOf,
  comesIn,
  expect,
  hostCalls,
  openShare,
  press,
  seesBars,
  SEEN_MS,
  test,
} from './support/sharing.ts';

test('whichever way failed before, both can be tried again, and the reason is told (C5)', async ({
  desktop,
  host,
  door,
  ffmpeg,
  display,
}) => {
  test.setTimeout(240_000);
  const ben = await comesIn(door, 'Ben', A4, await hostCalls(host, desktop));
  const own = host.tile('Hanna', 'screen');
  const because = own.getByTestId('share-because');

  // The encoders worked when they were tried, and do not now: the browser takes over.
  const dialog = await openShare(host);
  await ffmpeg.breaks();
  await press(dialog);
  await expect(because).toContainText('No video encoder works on this computer', { timeout: SEEN_MS });
  await ben.page.getByRole('button', { name: 'Watch the screen of Hanna' }).click();
  await ben.sees('Hanna', 'screen');
  await expect.poll(() => capturesOf(display)).toEqual([]);

  // Native again: still broken, so the browser once more.
  const failed = await ffmpeg.failed();
  await because.getByRole('button').click();
  await expect.poll(ffmpeg.failed, { timeout: SEEN_MS }).toBeGreaterThan(failed);
  await expect(because).toBeVisible({ timeout: SEEN_MS });
  await ben.sees('Hanna', 'screen');

  // And mended.
  await ffmpeg.works();
  await because.getByRole('button').click();
  await expect(own.getByTestId('captured-badge')).toBeVisible({ timeout: SEEN_MS });
  await expect(because).toHaveCount(0);
  await seesBars(ben);

  // Killed, it goes on; broken for good in mid-share, it ends and says so, and the browser is offered.
  const [pid] = capturesOf(display);
  process.kill(pid ?? 0, 'SIGKILL');
  await expect.poll(() => capturesOf(display).filter((one) => one !== pid)).toHaveLength(1);
  await ben.sees('Hanna', 'screen');
  // What the test evaluates in the page counts as the person's doing, who did nothing here.
  await host.page.evaluate(() => Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } }));
  await ffmpeg.breaks();
  process.kill(capturesOf(display)[0] ?? 0, 'SIGKILL');
  await expect(host.problem).toHaveAttribute('data-code', 'encoder_missing', { timeout: SEEN_MS });
  await expect(ben.tile('Hanna', 'screen')).toHaveCount(0);
  await host.problem.getByRole('button', { name: 'Share by the browser' }).click();
  await expect(host.shareButton).toHaveAccessibleName('Stop sharing', { timeout: SEEN_MS });
  await host.shareButton.click();

  // Chosen, rather than fallen back to; and native after that.
  await ffmpeg.works();
  const again = await openShare(host);
  await again.getByRole('radio', { name: 'The browser' }).click();
  await press(again);
  await expect(host.shareButton).toHaveAccessibleName('Stop sharing', { timeout: SEEN_MS });
  await expect.poll(() => capturesOf(display)).toEqual([]); // the dialog's thumbnails may still be under way
  await host.shareButton.click();
  await press(await openShare(host));
  await expect.poll(() => capturesOf(display)).toHaveLength(1);
  await expect(host.shareButton).toHaveAccessibleName('Stop sharing', { timeout: SEEN_MS });

  // A call that begins anew has the share again: the workers die.
  killPrograms(process.pid, 'mediasoup-worker');
  await host.inState('reconnecting');
  await host.inState('connected');
  await ben.inState('connected');
  await ben.sees('Hanna', 'screen');
  await seesBars(ben);
  await host.exit(); // and with the call it ends
  await expect.poll(() => capturesOf(display)).toEqual([]);
  await ben.exit();
});

test('a window that is closed ends its share, and its owner is told', async ({ desktop, host, display }) => {
  test.setTimeout(120_000);
  await hostCalls(host, desktop);
  const closeWindow = display.showWindow();
  await expect
    .poll(async () => (await listX11Sources(display.name)).map(({ title }) => title), { timeout: SEEN_MS })
    .toContain('xclock');
  const dialog = await openShare(host);
  await dialog.getByRole('radio', { name: /xclock/ }).click();
  await expect(dialog.getByTestId('share-source').locator('img')).toHaveCount(3); // the screen, the bars, the clock
  await press(dialog);
  await expect(host.shareButton).toHaveAccessibleName('Stop sharing', { timeout: SEEN_MS });
  closeWindow();
  await expect(host.problem).toHaveAttribute('data-code', 'source_gone', { timeout: SEEN_MS });
  await expect(host.shareButton).toHaveAccessibleName('Share screen');
  await expect.poll(() => capturesOf(display)).toEqual([]);
});
