import { AxeBuilder } from '@axe-core/playwright';
import { A4, A5, expect, test } from './support/test.ts';

/** The first numbers are there after five seconds. */
const MEASURED_WITHIN_MS = 12_000;

test('how the call goes can be looked at, and closed, from the keyboard', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ada.hears([A5]);
  const open = ada.dock.getByRole('button', { name: 'Connection details' });
  await open.focus();
  await ada.page.keyboard.press('Enter');
  const details = ada.page.getByRole('dialog', { name: 'Connection details' });
  await expect(details).toBeVisible();
  await expect(details).toContainText(/Round trip\s*\d+ ms/, { timeout: MEASURED_WITHIN_MS });
  await expect(details).toContainText(/Lost to you\s*\d+\.\d%/);
  await expect(details).toContainText(/You receive\s*[1-9]\d* kbit\/s/, { timeout: MEASURED_WITHIN_MS });
  await expect(details).toContainText(/You send\s*[1-9]\d* kbit\/s/);
  const { violations } = await new AxeBuilder({ page: ada.page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await ada.page.keyboard.press('Escape');
  await expect(details).toBeHidden();
  await expect(open).toBeFocused();
});
