import { A4, A5, expect, test } from './support/test.ts';

test('a shortcut is chosen by pressing it, told when it is taken, shown where it is used, and put back', async ({
  guest,
}) => {
  const ada = await guest('Ada', A4);
  const { keyboard, mouse } = ada.page;
  await ada.enter('Lounge');
  const settings = await ada.openPreferences('Shortcuts');
  const row = (action: string): ReturnType<typeof settings.locator> => settings.locator(`[data-action="${action}"]`);
  const recorder = row('mute').getByRole('button', { name: /^Mute or unmute/u });
  await recorder.click();
  await keyboard.press('Control+Shift+D');
  await expect(ada.dock.locator('[aria-label="Deafen"]')).toHaveCount(1); // it chose, and deafened nobody
  await expect(row('mute').getByRole('status')).toContainText('Ctrl + Shift + D already does this: Deafen');
  await expect(recorder).toHaveText('Ctrl + Shift + M');
  await recorder.click();
  await keyboard.press('Tab');
  await expect(row('mute').getByRole('status')).toContainText('moves you around');
  await recorder.click();
  await keyboard.press('m');
  await expect(recorder).toHaveText('M');
  await row('deafen')
    .getByRole('button', { name: /^Deafen or undeafen/u })
    .click();
  await mouse.click(5, 5, { button: 'middle' });
  await expect(row('deafen')).toContainText('Mouse 3');
  await keyboard.press('Escape');

  // A letter is a letter to who writes.
  await ada.composer.fill('');
  await ada.composer.press('m');
  await expect(ada.composer).toHaveValue('m');
  await expect(ada.mute).toBeVisible();
  await ada.composer.blur();
  await keyboard.press('m');
  await expect(ada.unmute).toBeVisible();
  await keyboard.press('Control+Shift+M');
  await expect(ada.unmute).toBeVisible();
  await mouse.click(700, 300, { button: 'middle' });
  await expect(ada.undeafen).toBeVisible();

  // It is the one that is shown, and it stays over a reload.
  await ada.page.reload();
  await ada.voiceChannel('Lounge').waitFor();
  await keyboard.press('Control+/');
  const help = ada.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help.getByText('Mouse 3')).toBeVisible();
  await help.getByRole('button', { name: 'Change the shortcuts' }).click();
  await settings.getByRole('button', { name: 'As it came: Mute or unmute' }).click();
  await expect(row('mute')).toContainText('Ctrl + Shift + M');
  await expect(row('deafen')).toContainText('Mouse 3');
  await settings.getByRole('button', { name: 'All as they came' }).click();
  await expect(row('deafen')).toContainText('Ctrl + Shift + D');
});

test('the switcher goes to channels and people by a few letters, the latest first', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  await guest('João', A5);
  const { keyboard } = ada.page;
  const options = ada.page.getByTestId('switcher-option');
  await keyboard.press('Control+k');
  const field = ada.page.getByRole('combobox', { name: 'Go to' });
  await expect(field).toBeFocused();
  await keyboard.type('joao');
  await expect(options).toHaveText([/João/u]);
  await keyboard.press('Enter');
  await expect(ada.page.getByRole('dialog', { name: 'Profile' })).toContainText('João');
  await keyboard.press('Escape');

  await keyboard.press('Control+k');
  await expect(options.first()).toContainText('João');
  await keyboard.press('ArrowDown');
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(field).toHaveAttribute('aria-activedescendant', (await options.nth(1).getAttribute('id')) ?? '');
  await keyboard.type('!lng');
  await expect(options).toHaveText([/Lounge/u]);
  await keyboard.press('Enter');
  await ada.inState('connected');
  await keyboard.press('Control+k');
  await keyboard.type('nowhere at all');
  await expect(ada.page.getByText('Nothing has this name.')).toBeVisible();
  await keyboard.press('Escape');
  await expect(field).toHaveCount(0);
});
