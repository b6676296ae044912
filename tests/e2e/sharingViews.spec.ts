/** The views of sharing by the app: nothing in them keeps anybody out. */
import { expectClean } from './support/axe.ts';
import { A4, comesIn, expect, hostCalls, openShare, press, SEEN_MS, test } from './support/sharing.ts';

test('dialog, own tile, viewers, quality and details of a share are clean', async ({
  desktop,
  host,
  door,
  display,
}) => {
  test.setTimeout(240_000);
  const ben = await comesIn(door, 'Ben', A4, await hostCalls(host, desktop));
  display.showWindow();
  const { page } = host;
  await page.emulateMedia({ colorScheme: 'dark' });
  const dialog = await openShare(host);
  await expect(dialog.getByTestId('share-source').locator('img').first()).toBeAttached({ timeout: SEEN_MS });
  await expectClean(host);
  await press(dialog);
  await expect(host.shareButton).toHaveAccessibleName('Stop sharing', { timeout: SEEN_MS });
  await ben.page.getByRole('button', { name: 'Watch the screen of Hanna' }).click();
  const own = host.tile('Hanna', 'screen');
  await expect(own.getByTestId('viewers')).toHaveText('1 person watches', { timeout: SEEN_MS });
  await expect(own.getByTestId('captured-badge')).toBeVisible({ timeout: SEEN_MS });
  await expectClean(host);
  await own.getByTestId('viewers').click();
  await expect(page.getByRole('dialog', { name: '1 person watches' })).toContainText('Ben');
  await expectClean(host);
  await page.keyboard.press('Escape');
  await own.getByRole('button', { name: 'Quality' }).click();
  await page.getByRole('dialog', { name: 'Quality' }).waitFor();
  await expectClean(host);
  await page.keyboard.press('Escape');
  await own.getByRole('button', { name: 'How it goes' }).click();
  await expect(page.getByTestId('captured')).toContainText('libx264', { timeout: SEEN_MS });
  await expectClean(host);
  await page.keyboard.press('Escape');
  await host.shareButton.click();
  await expect(ben.tile('Hanna', 'screen')).toHaveCount(0);
});
