import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import type { Person } from './support/Person.ts';
import { A4, expect, test } from './support/test.ts';

const JSON_FILE = { name: 'settings.json', mimeType: 'application/json' };

const themeOf = ({ page }: Person): Promise<string | null> => page.locator('html').getAttribute('data-theme');

const load = async (dialog: Locator, text: string): Promise<void> => {
  await dialog.locator('input[type=file]').setInputFiles({ ...JSON_FILE, buffer: Buffer.from(text) });
};

test('settings are saved to a file, reset and loaded again, in a call that goes on; what is broken falls back and is counted', async ({
  guest,
}) => {
  const ada = await guest('Ada', A4);
  await ada.enter('Lounge');
  let dialog = await ada.openPreferences('Appearance');
  await dialog.getByRole('radio', { name: 'Light' }).click();
  await expect.poll(() => themeOf(ada)).toBe('light');

  dialog = await ada.openPreferences('Advanced');
  const downloading = ada.page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save to a file' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('yankcord-settings.json');
  const text = await readFile(await download.path(), 'utf8');
  expect(text).not.toContain('Ada');
  expect(text).not.toMatch(/token|session/iu);

  // Asked first, and from the keyboard alone.
  const reset = dialog.getByRole('button', { name: 'Reset all settings' });
  await reset.press('Enter');
  await expect(dialog.getByRole('button', { name: 'Keep my settings' })).toBeFocused();
  await ada.page.keyboard.press('Enter');
  await expect(reset).toBeFocused();
  expect(await themeOf(ada)).toBe('light');
  await reset.press('Enter');
  await ada.page.keyboard.press('Tab');
  await ada.page.keyboard.press('Enter');
  await expect(dialog.getByRole('status').filter({ hasText: 'as they came' })).toBeVisible();
  await expect.poll(() => themeOf(ada)).not.toBe('light');

  await load(dialog, text);
  await expect(dialog.getByRole('status').filter({ hasText: 'everything in the file was taken' })).toBeVisible();
  await expect.poll(() => themeOf(ada)).toBe('light');

  await load(
    dialog,
    text.replace('"theme": "light"', '"theme": "pink"').replace('"density": "comfortable"', '"density": 3'),
  );
  await expect(dialog.getByRole('status').filter({ hasText: '2 items of the file are not valid' })).toBeVisible();
  await expect.poll(() => themeOf(ada)).not.toBe('light');
  await load(dialog, 'no settings at all');
  await expect(dialog.getByRole('alert').filter({ hasText: 'holds no settings of Yankcord' })).toBeVisible();
  await ada.inState('connected');

  // The name and the session stay, unless one wants them gone.
  await ada.page.reload();
  await ada.voiceChannel('Lounge').waitFor();
  dialog = await ada.openPreferences('Advanced');
  await dialog.getByRole('button', { name: 'Reset all settings' }).click();
  await dialog.getByRole('switch', { name: 'Leave this server too' }).click();
  await dialog.getByRole('button', { name: 'Reset everything' }).click();
  await expect(ada.nameField).toHaveValue('');
  await ada.page.reload();
  await expect(ada.nameField).toHaveValue('');
});
