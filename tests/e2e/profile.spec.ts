import { expect, test, A4, A5 } from './support/test.ts';

test('a new name and colour are everywhere at once: lists, call, stage and messages, for oneself and the others', async ({
  guest,
}) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.composer.fill('written as Ada');
  await ada.composer.press('Enter');
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ada.cameraButton.click();
  await ben.tile('Ada', 'camera').waitFor();
  const hueAt = (person: typeof ben, name: string): Promise<string> =>
    person
      .person(name)
      .locator('.avatar')
      .evaluate((avatar) => avatar.style.getPropertyValue('--avatar-hue'));
  const before = await hueAt(ben, 'Ada');

  // From the keyboard alone.
  const dialog = await ada.openPreferences('Account');
  const name = dialog.getByRole('textbox', { name: 'Display name' });
  await expect(name).toHaveValue('Ada');
  await name.fill('Ada Lovelace');
  await name.press('Tab');
  await expect(dialog.getByRole('radio', { name: 'Automatic' })).toBeFocused();
  await ada.page.keyboard.press('ArrowRight', { delay: 100 });
  await expect(dialog.getByRole('radio', { name: 'Red' })).toBeChecked();
  await name.press('Enter');
  await expect(dialog.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  await ada.page.keyboard.press('Escape');

  await ben.tile('Ada Lovelace', 'camera').waitFor();
  for (const person of [ada, ben]) {
    await person.person('Ada Lovelace').waitFor();
    expect(await hueAt(person, 'Ada Lovelace')).toBe('25');
    await expect(person.page.getByText('Ada', { exact: true })).toHaveCount(0);
  }
  expect(before).not.toBe('25');
  await expect(ada.dock).toContainText('Ada Lovelace');
  await ben.hears([A4], [A5]); // nobody left for it

  await ben.dock.getByRole('button', { name: 'Show messages' }).click();
  const written = ben.page.getByRole('listitem').filter({ has: ben.message('written as Ada') });
  await expect(written).toContainText('Ada Lovelace');
  await ben.page.reload();
  await expect(written).toContainText('Ada Lovelace');
});

test('what cannot be is told beside the field, and changes nothing', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  const dialog = await ada.openPreferences('Account');
  const name = dialog.getByRole('textbox', { name: 'Display name' });
  const save = dialog.getByRole('button', { name: 'Save' });
  await expect(save).toBeDisabled();

  await name.fill('ben');
  await save.click();
  await expect(dialog.getByRole('alert').filter({ hasText: 'already has this name' })).toBeVisible();
  await expect(name).toBeFocused();
  await expect(name).toHaveAttribute('aria-invalid', 'true');

  await name.fill('Ada\u202e');
  await expect(name).toHaveAttribute('aria-invalid', 'false');
  await save.click();
  await expect(dialog.getByRole('alert').filter({ hasText: 'Use 1 to 32 characters' })).toBeVisible();
  await expect(ben.page.getByText('Ada', { exact: true }).first()).toBeVisible();

  // Whoever flickers has to wait; what they chose last stays to be saved then.
  const tooFast = dialog.getByRole('alert').filter({ hasText: 'That was a little fast' });
  for (const colour of ['Red', 'Teal', 'Pink', 'Blue', 'Lime', 'Violet']) {
    await name.fill('Ada');
    await dialog.getByRole('radio', { name: colour, exact: true }).click();
    await save.click();
    await expect(dialog.getByRole('status').filter({ hasText: 'Saved' }).or(tooFast)).toBeVisible();
  }
  await expect(tooFast).toBeVisible();
  await expect(dialog.getByRole('radio', { name: 'Violet' })).toBeChecked();
});
