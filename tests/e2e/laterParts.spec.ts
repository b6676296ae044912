/** Parts of the app that come when they are opened: told while they come, and when the server has them no more. */
import { A4, expect, test } from './support/test.ts';

const HELD_BACK_MS = 1_000;

test('a part that comes late is told, and one that is gone says so and how to go on', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const { page } = ada;
  const failed = page.getByTestId('part-failed');

  await test.step('a dialog that is long in coming', async () => {
    await page.route('**/assets/ShortcutsDialog-*.js', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, HELD_BACK_MS));
      await route.continue();
    });
    await page.keyboard.press('Control+/');
    await expect(page.getByTestId('part-loading')).toBeVisible();
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await expect(page.getByTestId('part-loading')).toBeHidden();
    await page.keyboard.press('Escape');
  });

  await test.step('a dialog that the server has no more, as after an update', async () => {
    await page.route('**/assets/PreferencesDialog-*.js', (route) => route.fulfill({ status: 404 }));
    await page.keyboard.press('Control+,');
    await expect(failed).toContainText('It may have been updated');
    // It is not taken for open: what else there is can be used.
    await failed.getByRole('button', { name: 'Dismiss' }).click();
    await expect(failed).toBeHidden();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
    await page.keyboard.press('Escape');
  });

  await test.step('and a language: what is there stays readable', async () => {
    await page.route('**/assets/ptBR-*.js', (route) => route.abort());
    await page.unroute('**/assets/PreferencesDialog-*.js');
    await page.keyboard.press('Control+,');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('tab', { name: 'Language' }).click();
    await settings.getByRole('combobox', { name: 'Language' }).selectOption('pt-BR');
    await expect(failed).toBeVisible();
    await expect(settings).toBeHidden();
    await expect(page.getByRole('button', { name: 'Settings', exact: true })).toBeVisible();
  });

  await test.step('a reload brings what there is now', async () => {
    await page.unroute('**/assets/ptBR-*.js');
    await failed.getByRole('button', { name: 'Reload' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
    await expect(ada.voiceChannel('Lounge')).toBeVisible();
  });
});
