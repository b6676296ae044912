import { A4, A5, expect, test } from './support/test.ts';

test('nothing in a whole visit is refused by the content security policy', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ada.hears([A5]);
  await ada.composer.fill('https://example.org');
  await ada.composer.press('Enter');
  await expect(ben.message('https://example.org')).toBeVisible();
  await ada.page.keyboard.press('Control+,');
  await expect(ada.page.getByRole('dialog')).toBeVisible();
  await ada.page.keyboard.press('Escape');
  await ada.exit();
  // What was refused, and any error of the page, is in `faults`: every test ends by looking at them.
  expect([...ada.faults, ...ben.faults]).toEqual([]);
  const response = await ada.page.reload();
  expect(response?.headers()['content-security-policy']).toContain("script-src 'self'");
});
