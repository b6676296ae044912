import { A5, expect, test } from './support/desktop.ts';

test('the app hosts, and its own title bar does what a title bar does', async ({ desktop, host, door }) => {
  const { page } = host;
  const bar = page.getByTestId('title-bar');
  await host.nameField.fill('Hanna');
  await host.joinButton.click();
  await host.voiceChannel('Lounge').waitFor();
  await expect(bar).toContainText('Test party');
  await host.enter('Lounge');

  const [party] = desktop.window.webContents.sent.filter(({ name }) => name === 'party.changed');
  const { url } = (party?.notice as { party: { url: string } }).party; // as the contract has it
  const ben = await door.arrive('Ben', { voice: A5, url });
  await ben.nameField.fill('Ben');
  await ben.joinButton.click();
  await ben.enter('Lounge');
  await host.hears([A5]);
  await expect(ben.page.getByTestId('title-bar')).toHaveCount(0);

  await bar.getByRole('button', { name: 'Maximize' }).click();
  expect(desktop.window.maximized).toBe(true);
  await bar.getByRole('button', { name: 'Restore size' }).press('Enter');
  await expect(bar.getByRole('button', { name: 'Maximize' })).toBeVisible();
  await bar.getByRole('button', { name: 'Minimize' }).press('Space');
  expect(desktop.window.minimized).toBe(true);
  expect(await bar.evaluate((element) => getComputedStyle(element).getPropertyValue('app-region'))).toBe('drag');
  await bar.getByRole('button', { name: 'Close the window' }).click();
  expect(desktop.window.closed).toBe(true);
});
