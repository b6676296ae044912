import { expectClean, expectCleanInBothThemes } from './support/axe.ts';
import { A4, A5, expect, test } from './support/desktop.ts';
import { E6 } from './support/test.ts';

test('the app hosts on demand, and its own title bar does what a title bar does', async ({ desktop, host, door }) => {
  test.setTimeout(150_000);
  const { page } = host;
  const bar = page.getByTestId('title-bar');
  await expect(host.nameField).toBeFocused();

  await test.step('what strangers call their party is text in its line, and nothing else', async () => {
    const names = ['<img src=x onerror="document.title=1">', '<b>'.repeat(20), 'x'.repeat(64)];
    const parties = names.map((name, index) => ({
      url: `https://10.0.0.${String(index + 1)}:7880`,
      name,
      host: '</bdi><script>document.title = 1</script>',
      fingerprint: Array.from({ length: 32 }, () => `A${String(index)}`).join(':'),
      protocolVersion: 0,
      people: 3,
      sinceMs: Date.now(),
    }));
    desktop.window.webContents.send('nearby.changed', { links: 1, parties });
    const rows = page.getByTestId('nearby-party');
    await expect(rows).toHaveCount(names.length);
    for (const [index, name] of names.entries()) {
      await expect(rows.nth(index).locator('bdi').first()).toHaveText(name);
    }
    await expect(rows.locator('img, b, script')).toHaveCount(0);
    await expect(page).toHaveTitle('Yankcord');
    const list = await page.getByTestId('nearby').boundingBox();
    for (const row of await rows.all()) {
      expect((await row.boundingBox())?.width).toBeLessThanOrEqual(list?.width ?? 0);
    }
    await expectClean(host);
    desktop.window.webContents.send('nearby.changed', { links: 1, parties: [] });
    await expect(rows).toHaveCount(0);
  });

  await page.getByRole('button', { name: 'Host a party' }).click();
  // Nobody hosts without a name.
  await expect(host.nameField).toBeFocused();
  await host.nameField.fill('Hanna');
  await page.getByRole('textbox', { name: 'Name of the party' }).fill('Test party');
  await page.getByRole('radio', { name: 'By code' }).click();
  await page.getByRole('textbox', { name: 'Code' }).fill('k7p2 qx');
  await expectClean(host);
  await page.getByRole('button', { name: 'Host a party' }).click();
  const own = page.getByRole('dialog', { name: 'Your party' });
  await expect(own.getByTestId('invite-link')).toHaveValue(/^https:\/\/127\.0\.0\.1:\d+\/#fp=[0-9a-f]{64}$/, {
    timeout: 30_000,
  });
  await expect(own).toContainText('only people at this computer can come');
  await expectClean(host);
  await page.keyboard.press('Escape');
  await expect(bar).toContainText('Test party');
  await host.enter('Lounge');

  const url = desktop.party().url;
  const ben = await door.arrive('Ben', { voice: A5, url });
  await ben.nameField.fill('Ben');
  await ben.joinButton.click();
  const code = ben.page.getByRole('textbox', { name: 'Code of the party' });
  await code.fill('WRONG1');
  await ben.joinButton.click();
  await expect(ben.page.getByText("That isn't the code of this party.")).toBeVisible();
  await expect(code).toBeFocused();
  await code.fill('K7P2QX');
  await code.press('Enter');
  await ben.enter('Lounge');
  await host.hears([A5]);
  await ben.hears([A4]);
  await expect(ben.page.getByTestId('title-bar')).toHaveCount(0);

  await test.step('the owner renames the party, and sends somebody away', async () => {
    const cleo = await door.arrive('Cleo', { voice: E6, url });
    await cleo.nameField.fill('Cleo');
    await cleo.joinButton.click();
    await cleo.page.getByRole('textbox', { name: 'Code of the party' }).fill('K7P2QX');
    await cleo.joinButton.click();
    await cleo.voiceChannel('Lounge').waitFor();
    await page.getByRole('button', { name: 'Your party' }).click();
    await own.getByRole('textbox', { name: 'Name of the party' }).fill('Another party');
    await own.getByRole('button', { name: 'Save' }).click();
    await expect(bar).toContainText('Another party');
    await expect(ben.page.getByRole('heading', { name: 'Another party' })).toBeVisible();
    await own.getByRole('button', { name: 'Take Cleo out of the party' }).click();
    await expect(own.getByTestId('present').filter({ hasText: 'Cleo' })).toHaveCount(0);
    await expect(cleo.page.getByText('The host took you out of this party.')).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('closing the window with guests inside asks first, in a call or not', async () => {
    await host.leave.click();
    await host.inState('idle');
    await bar.getByRole('button', { name: 'Close the window' }).click();
    const asked = page.getByRole('dialog', { name: 'Your party ends with Yankcord' });
    await expect(asked).toBeVisible();
    await expectClean(host);
    await asked.getByRole('button', { name: 'Keep the party going' }).click();
    await expect.poll(() => desktop.window.shown).toBe(false);
    expect(desktop.window.closed).toBe(false);
    await expect(ben.voiceChannel('Lounge')).toBeVisible();
    desktop.window.show();
  });

  await bar.getByRole('button', { name: 'Maximize' }).click();
  expect(desktop.window.maximized).toBe(true);
  await bar.getByRole('button', { name: 'Restore size' }).press('Enter');
  await expect(bar.getByRole('button', { name: 'Maximize' })).toBeVisible();
  await bar.getByRole('button', { name: 'Minimize' }).press('Space');
  expect(desktop.window.minimized).toBe(true);
  expect(await bar.evaluate((element) => getComputedStyle(element).getPropertyValue('app-region'))).toBe('drag');

  // The party goes on without its host, who comes back as the same person.
  await page.getByRole('button', { name: 'Leave this server' }).click();
  const card = page.getByTestId('host-card');
  await expect(card).toContainText('Your party is running');
  await card.getByRole('button', { name: 'Join' }).click();
  await host.enter('Lounge');
  await host.hears([A5]);
  await page.setViewportSize({ width: 390, height: 844 }); // where there is no rail
  await page.getByRole('button', { name: 'Home', exact: true }).click();
  await expect(page.getByTestId('call-elsewhere')).toContainText('You are in Lounge on Another party.');
  await page.setViewportSize({ width: 1_280, height: 800 });
  await card.getByRole('button', { name: 'Stop the party' }).click();
  await expect(ben.banner).toContainText('The server has ended');
  await expect(card.getByRole('button', { name: 'Host a party' })).toBeVisible();

  await bar.getByRole('button', { name: 'Close the window' }).click();
  expect(desktop.window.closed).toBe(true);
});

test('closing the window in a call asks once; the tray mutes, and settings outlive the app’s page', async ({
  desktop,
  host,
}) => {
  const { page } = host;
  const { electron, window } = desktop;
  const choose = (label: string): void => {
    const item = electron.trays[0]?.menu.find((one) => one.label === label);
    item?.click?.({} as never, undefined, {}); // nothing of these is read
  };
  await host.nameField.fill('Hanna');
  await host.page.getByRole('button', { name: 'Host a party' }).click();
  await host.page.getByRole('dialog', { name: 'Your party' }).waitFor({ timeout: 30_000 });
  await host.page.keyboard.press('Escape');
  await host.enter('Lounge');
  await expect.poll(() => electron.trays[0]?.tooltip).toContain('Lounge');

  choose('Mute');
  await expect(host.unmute).toBeVisible();
  await expect.poll(() => electron.trays[0]?.menu.map(({ label }) => label)).toContain('Unmute');
  choose('Unmute');
  await expect(host.mute).toBeVisible();

  await page.getByTestId('title-bar').getByRole('button', { name: 'Close the window' }).click();
  const asked = page.getByRole('dialog', { name: 'You are still in a call' });
  await expect(asked).toBeVisible();
  expect(window.closed).toBe(false);
  await asked.getByRole('button', { name: 'Keep the call going' }).click();
  await expect.poll(() => window.shown).toBe(false);
  await host.inState('connected');
  choose('Show Yankcord');
  expect(window.shown).toBe(true);

  const settings = await host.openPreferences('This app');
  await expect(settings.getByRole('radio', { name: 'Stay in the tray' })).toBeChecked();
  await expect(settings.getByRole('switch', { name: 'Start with the system' })).toBeDisabled();
  await expectCleanInBothThemes(host);
  await page.keyboard.press('Escape');
  await host.openPreferences('Appearance');
  await page.getByRole('radio', { name: 'Compact' }).click();

  // Another page of the same app knows what was chosen, and who one is: nothing of it is in the browser.
  const again = await host.context.newPage();
  await again.goto(desktop.bridge.url);
  await expect(again.locator('html')).toHaveAttribute('data-density', 'compact');
  await expect(again.getByRole('textbox', { name: 'Your name' })).toHaveValue('Hanna');
  expect(await again.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('session')))).toEqual([]);
});
