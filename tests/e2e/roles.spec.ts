/** Journey 9: whoever runs a server gives roles, decides what a channel allows while people talk, says why, and bans. */
import { expectClean } from './support/axe.ts';
import { A4, A5, E6, expect, test } from './support/test.ts';

test('roles, permissions of a channel lost while talking, why, and a ban', async ({ guest }) => {
  test.setTimeout(180_000);
  const ada = await guest('Ada', A4); // who comes first owns the server
  const ben = await guest('Ben', A5);
  const cleo = await guest('Cleo', E6);
  for (const person of [ada, ben, cleo]) {
    await person.enter('Lounge');
  }
  await ada.soundBegan(A5);
  await expect(ben.page.getByRole('button', { name: 'Manage the server' })).toHaveCount(0);

  // A role, with what it allows, given to somebody, who can do more at once.
  await ada.page.getByRole('button', { name: 'Manage the server' }).click();
  const dialog = ada.page.getByRole('dialog', { name: 'Manage the server' });
  await dialog.getByRole('tab', { name: 'Roles' }).click();
  await dialog.getByRole('button', { name: 'New role' }).click();
  await dialog.getByLabel('Name of the role').fill('Helper');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('switch', { name: 'Ban members' }).click();
  await expect(dialog.getByTestId('admin-role').first()).toContainText('Helper');
  await expectClean(ada);
  await dialog.getByRole('tab', { name: 'Members' }).click();
  await dialog.getByRole('button', { name: 'Roles of Ben' }).click();
  await dialog.getByRole('checkbox', { name: 'Helper' }).check();
  await expect(ben.page.getByRole('button', { name: 'Manage the server' })).toBeVisible();
  await expectClean(ada);

  // What the channel denies is gone from the running call, and says so.
  await dialog.getByRole('tab', { name: 'Channel permissions' }).click();
  await dialog.getByLabel('Channel', { exact: true }).selectOption('Lounge');
  await dialog.getByRole('group', { name: 'Speak' }).getByRole('radio', { name: 'Deny' }).check();
  await ada.soundEnded(A5);
  await expect(ben.page.getByRole('button', { name: 'You may not speak in this channel' })).toBeVisible();
  await dialog.getByLabel('Who').selectOption('Ben');
  await expect(dialog.locator('[data-permission="speak"]')).toContainText('This channel denies it to Everyone.');
  await expectClean(ada);
  await dialog.getByRole('group', { name: 'Speak' }).getByRole('radio', { name: 'As the roles say' }).check();
  await ada.soundBegan(A5);

  // What one may not is not offered, where and as long as one may not.
  const decide = (permission: string, answer: string): Promise<void> =>
    dialog.getByRole('group', { name: permission }).getByRole('radio', { name: answer }).check();
  await decide('Show their camera', 'Deny');
  const camera = ben.page.getByRole('button', { name: 'You may not show your camera in this channel' });
  await expect(camera).toHaveAttribute('aria-disabled', 'true');
  await decide('Show their camera', 'As the roles say');
  await expect(camera).toHaveCount(0);
  await dialog.getByLabel('Channel', { exact: true }).selectOption('general');
  await ben.composer.fill('hello all');
  await ben.composer.press('Enter');
  await ada.page.getByText('hello all').first().waitFor({ state: 'attached' });
  await decide('Write messages', 'Deny');
  await expect(ben.page.getByTestId('may-not-write')).toHaveText('You may not write in this channel.');
  await expect(ben.composer).toHaveCount(0);
  await expectClean(ben);
  await ben.message('hello all').hover();
  await expect(ben.page.getByRole('button', { name: 'What to do with this message' })).toBeVisible();
  await expect(ben.page.getByRole('button', { name: 'Reply' })).toHaveCount(0);
  await decide('Write messages', 'As the roles say');
  await expect(ben.composer).toBeVisible();
  await ada.page.keyboard.press('Escape');

  // An invite brings the role along.
  await ada.page.getByRole('button', { name: 'Your party' }).click();
  const own = ada.page.getByRole('dialog', { name: 'Your party' });
  await own.getByLabel('Gives the role').selectOption('Helper');
  await own.getByRole('button', { name: 'Make an invite' }).click();
  await expect(own.getByTestId('invite')).toContainText('as Helper');
  await expectClean(ada);
  await ada.page.keyboard.press('Escape');

  // Whoever has the role bans by the menu; whom it hits is out, and told.
  await (await ben.openPersonMenu('Cleo')).getByRole('button', { name: 'Ban Cleo' }).click();
  await ben.page.getByRole('alertdialog').getByLabel('Reason, for the audit log').fill('too loud');
  await ben.page.getByRole('alertdialog').getByRole('button', { name: 'Ban', exact: true }).click();
  await expect(cleo.page.getByText('You are banned from this server.')).toBeVisible();
  await expect(ada.person('Cleo')).toHaveCount(0);

  await ada.page.getByRole('button', { name: 'Manage the server' }).click();
  await dialog.getByRole('tab', { name: 'Audit log' }).click();
  await expect(dialog.getByTestId('audit-entry').first()).toContainText('too loud');
  await expectClean(ada);

  // Who was in which call, until it is to be forgotten; and how the server does.
  await dialog.getByRole('tab', { name: 'Voice history' }).click();
  const stays = dialog.getByTestId('voice-visit');
  await expect(stays.filter({ hasText: 'Cleo' })).toContainText('Lounge');
  await expect(stays.filter({ hasText: 'Cleo' })).toContainText('taken out');
  await expectClean(ada);
  await dialog.getByLabel('Delete what is older than').selectOption('Everything that is over');
  await dialog.getByRole('button', { name: 'Delete…' }).click();
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await expect(dialog.getByText('1 stay was deleted.')).toBeVisible();
  await expect(stays).toHaveCount(2); // those that last
  await dialog.getByRole('tab', { name: 'Health and storage' }).click();
  await expect(dialog.getByText('3 members')).toBeVisible();
  await expect(dialog.getByText('2 here, 2 in calls')).toBeVisible();
  await expectClean(ada);
  await dialog.getByRole('tab', { name: 'Bans' }).click();
  await dialog.getByRole('button', { name: 'Lift the ban of Cleo' }).click();
  await expect(dialog.getByText('Nobody is banned.')).toBeVisible();
  await expectClean(ada);
});
