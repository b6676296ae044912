import { expectClean } from './support/axe.ts';
import { A4, A5, E6, expect, test } from './support/test.ts';

test.use({ settings: { YANKCORD_OWNER: 'code', YANKCORD_REGISTRATION: 'invite' } });

const PASSWORD = 'a dozen blue bicycles';

test('a community: its owner by the code, an invite, an account that is in the call, and a guest', async ({
  arrive,
  party,
}) => {
  test.setTimeout(240_000);
  const code = /^ {2}((?:[A-Z2-9]{4}-){3}[A-Z2-9]{4})$/m.exec(party.output)?.[1] ?? '';
  expect(code).not.toBe('');

  // The owner, who is told at the field what is wrong, and comes in by the keyboard.
  const owner = await arrive('Olga', { voice: A4 });
  const { page } = owner;
  await page.getByRole('radio', { name: 'New account' }).waitFor();
  await expect(page.getByRole('radio', { name: 'New account' })).toBeChecked();
  await expectClean(owner);
  await page.getByLabel('Account name').fill('Olga');
  await page.getByLabel('Choose a password').fill('short');
  await page.getByLabel("Owner's code").fill('AAAA-AAAA');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Use 8 to 256 characters.')).toBeVisible();
  await page.getByLabel('Choose a password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: "isn't the owner's code" })).toBeVisible();
  await expectClean(owner);
  await page.getByLabel("Owner's code").fill(code.toLowerCase());
  await page.keyboard.press('Enter');
  await owner.voiceChannel('Lounge').waitFor();
  await owner.enter('Lounge');

  // An invite, made and copied.
  await page.getByRole('button', { name: 'Your party' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your party' });
  await dialog.getByLabel('Can be used').selectOption({ label: '5 times' });
  await dialog.getByRole('button', { name: 'Make an invite' }).click();
  const made = dialog.getByTestId('invite');
  await expect(made).toContainText('Used 0 of 5');
  const link = await made.getByLabel('Invite link').inputValue();
  await expectClean(owner);
  await page.keyboard.press('Escape');

  // Somebody opens the link: what it grants is told before, and it lets them register.
  const anna = await arrive('Anna', { voice: A5, url: link });
  await expect(anna.page.getByTestId('invite-note')).toContainText('Olga invited you.');
  expect(anna.page.url()).not.toContain('invite=');
  await anna.page.getByRole('radio', { name: 'New account' }).click();
  await anna.page.getByLabel('Account name').fill('Anna');
  await anna.page.getByLabel('Choose a password').fill(PASSWORD);
  await anna.page.getByRole('button', { name: 'Create account' }).click();
  await anna.enter('Lounge');
  await anna.hears([A4], [A5]);
  await owner.hears([A5], [A4]);

  // Without an invite there are no accounts; a guest by name, who becomes one by the invite no longer needed: not here.
  const gus = await arrive('Gus', { voice: E6 });
  await gus.page.getByRole('radio', { name: 'As a guest' }).waitFor();
  await expect(gus.page.getByRole('radio', { name: 'New account' })).toHaveCount(0);
  await gus.nameField.fill('anna');
  await gus.joinButton.click();
  await expect(gus.page.getByText('Somebody here already has this name.')).toBeVisible();
  await gus.nameField.fill('Gus');
  await gus.joinButton.click();
  await gus.enter('Lounge');
  await gus.hears([A4, A5], [E6]);

  // A second device of Anna's, signed out from the first one: its page says so.
  const phone = await arrive('Anna’s phone', { voice: A5 });
  await phone.page.getByRole('radio', { name: 'Sign in' }).click();
  await phone.page.getByLabel('Account name').fill('ANNA');
  await phone.page.getByLabel('Password').fill(`${PASSWORD}!`);
  await phone.page.keyboard.press('Enter');
  await expect(phone.page.getByText('There is no account with this name and password here.')).toBeVisible();
  await phone.page.getByLabel('Password').fill(PASSWORD);
  await phone.page.keyboard.press('Enter');
  await phone.voiceChannel('Lounge').waitFor();
  const account = await anna.openPreferences('Account');
  await expect(account.getByTestId('device-session')).toHaveCount(2);
  await expectClean(anna);
  await account.getByRole('button', { name: /^Sign out / }).click();
  await expect(account.getByTestId('device-session')).toHaveCount(1);
  await expect(phone.page.getByText('This device was signed out from another one.')).toBeVisible();
  await expect(phone.page.getByRole('radio', { name: 'Sign in' })).toBeChecked();

  // Another password.
  await account.getByLabel('Current password').fill(PASSWORD);
  await account.getByLabel('New password').fill('another dozen bicycles');
  await account.getByRole('button', { name: 'Change password' }).click();
  await expect(account.getByText('The password is changed.')).toBeVisible();
  await expect(account.getByLabel('New password')).toHaveValue('');
});
