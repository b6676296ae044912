/** Pictures between real browsers: Chromium's fake camera and fake screen move, and are measured where they arrive. */
import { A4, A5, expect, test } from './support/test.ts';

test('a camera is seen in the layer of its tile, a screen once it is watched, and what nobody sees costs nothing (C21)', async ({
  guest,
}) => {
  test.setTimeout(150_000);
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');

  await ada.page.keyboard.press('Control+Shift+V');
  await expect(ben.person('Ada')).toHaveAttribute('data-camera', 'true');
  await expect(ada.tile('Ada', 'camera')).toBeVisible(); // one's own
  const large = await ben.sees('Ada', 'camera');
  expect(large.width / large.height).toBeCloseTo(16 / 9, 1);

  // Offered, not forced: nothing of a screen arrives before it is watched.
  await ada.shareButton.click();
  await expect(ben.person('Ada')).toHaveAttribute('data-screen', 'true');
  await expect(ben.tile('Ada', 'screen')).toHaveAttribute('data-offered', 'true');
  expect((await ben.videoReceived()).streams).toBe(1);
  await ada.page.getByRole('button', { name: 'Quality' }).click();
  // C18: the fake screen is as large as the window.
  await expect(ada.page.getByLabel('Resolution').getByRole('option')).toHaveText(['720p', '800p (all of it)']);
  await ada.page.keyboard.press('Escape');
  await ben.page.getByRole('button', { name: 'Watch the screen of Ada' }).click();
  await ben.sees('Ada', 'screen');

  // The debug panel says of each picture how large it is, in which layer, and why so encoded.
  const advanced = await ada.openPreferences('Advanced');
  const pictures = advanced.locator('[data-testid=stream][data-direction=sent]').filter({ hasText: 'picture' });
  await expect(pictures).toHaveCount(5); // three layers of the camera, two of the screen
  await expect(pictures.filter({ hasText: /Size\s*\d+ × \d+/u }).first()).toContainText(/Layer\s*r\d/u);
  await expect(pictures.first()).toContainText('VP8: every browser shows it');
  await ada.page.keyboard.press('Escape');
  await ben.page.keyboard.press('Control+Shift+L');
  const seen = ben.page.locator('[data-testid=stream][data-direction=received]').filter({ hasText: 'picture' });
  await expect(seen).toHaveCount(2);
  await expect(ben.page.locator('[data-testid=stream][data-name=Ada]').filter({ hasText: 'picture' })).toHaveCount(2);
  await ben.page.keyboard.press('Escape');

  // Enlarged, the other becomes small, and so does what is received of it.
  await ben
    .tile('Ada', 'screen')
    .getByRole('button', { name: /^Enlarge/ })
    .click();
  await expect
    .poll(async () => (await ben.picture('Ada', 'camera')).height, { timeout: 20_000 })
    .toBeLessThanOrEqual(large.height / 2);

  await ben.tile('Ada', 'screen').getByRole('button', { name: 'Stop watching' }).click();
  await expect(ben.tile('Ada', 'screen')).toHaveAttribute('data-offered', 'true');
  await ben.stage.getByRole('button', { name: 'Show messages' }).click();
  await ben.receivesNoVideo();
  await ben.page.getByRole('button', { name: 'Show the call' }).click();
  await ben.sees('Ada', 'camera');

  // As the browser's own bar ends it.
  await ada.page.evaluate(() => {
    window.endCaptures();
  });
  await expect(ben.person('Ada')).toHaveAttribute('data-screen', 'false');
  await expect(ben.tile('Ada', 'screen')).toHaveCount(0);
  await expect(ada.problem).toHaveCount(0);
  await ada.page.keyboard.press('Control+Shift+V');
  await expect(ben.person('Ada')).toHaveAttribute('data-camera', 'false');
  await ben.page.setViewportSize({ width: 390, height: 844 });
  await ben.page.emulateMedia({ colorScheme: 'light' });
  await ada.page.keyboard.press('Control+Shift+V');
  await ben.sees('Ada', 'camera');
});

test('after the server started again a camera is seen by itself, and what was watched is', async ({ guest, party }) => {
  test.setTimeout(120_000);
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ada.cameraButton.click();
  await ada.shareButton.click();
  await ben.page.getByRole('button', { name: 'Watch the screen of Ada' }).click();
  await ben.sees('Ada', 'screen');
  await party.kill();
  await ben.inState('reconnecting');
  await party.startAgain();
  await ada.inState('connected');
  await ben.inState('connected');
  await ben.sees('Ada', 'camera');
  await ben.sees('Ada', 'screen');
  await ben.exit();
  await ada.exit();
  expect((await ada.counts()).tracks).toBe(0); // camera and screen are given back to the system
});
