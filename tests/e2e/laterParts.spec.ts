/** Parts of the app that come when they are opened: told while they come, and when the server has them no more. */
import { A4, expect, test } from './support/test.ts';

test('a part that comes late is told, and one that is gone says so and how to go on', async ({ arrive }) => {
  const ada = await arrive('Ada', { voice: A4 });
  const { page } = ada;
  const failed = page.getByTestId('part-failed');
  const release = Promise.withResolvers<undefined>();
  await page.route('**/assets/ShortcutsDialog-*.js', async (route) => {
    await release.promise;
    await route.continue();
  });
  await page.route('**/assets/PreferencesDialog-*.js', (route) => route.fulfill({ status: 404 }));
  await ada.nameField.fill('Ada');
  await ada.joinButton.click();
  await ada.voiceChannel('Lounge').waitFor();

  await test.step('a dialog that is long in coming', async () => {
    await page.keyboard.press('Control+/');
    await expect(page.getByTestId('part-loading')).toBeVisible();
    release.resolve(undefined);
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await expect(page.getByTestId('part-loading')).toBeHidden();
    await page.keyboard.press('Escape');
  });

  await test.step('a dialog that the server has no more, as after an update', async () => {
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

test('what was never opened opens while the server is away', async ({ guest, party }) => {
  const ada = await guest('Ada', A4);
  await ada.composer.fill('before');
  await ada.composer.press('Enter');
  await expect(ada.message('before')).toBeVisible();
  await ada.hasFetched(['MessageOverlays', 'PreferencesDialog', 'SwitcherDialog']);
  await party.stop();
  await expect(ada.banner).toBeVisible();
  await ada.page.keyboard.press('Control+,');
  await expect(ada.page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await ada.page.keyboard.press('Escape');
  await ada.page.keyboard.press('Control+k');
  await expect(ada.page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await ada.page.keyboard.press('Escape');
  await ada.message('before').click({ button: 'right' });
  await expect(ada.page.getByTestId('message-menu')).toBeVisible();
  await expect(ada.page.getByTestId('part-failed')).toBeHidden();
});
