import { ScriptedSource } from '../fakes/electron/ScriptedSource.ts';
import { expectClean, expectCleanInBothThemes } from './support/axe.ts';
import { expect, test } from './support/desktop.ts';

const source = new ScriptedSource({ version: '9.1.0', notes: 'Voices are clearer.\nShares start sooner.' });

test.use({ updates: source });

test('a newer version is told, fetched when one likes, and put in place when the party has ended', async ({
  desktop,
  host,
}) => {
  const { page } = host;
  const news = page.getByTestId('update-news');
  const section = page.getByTestId('app-updates');
  const press = async (name: string): Promise<void> => section.getByRole('button', { name }).click();
  await host.nameField.fill('Hanna');
  await page.getByRole('button', { name: 'Host a party' }).click();
  await page.getByRole('dialog', { name: 'Your party' }).waitFor({ timeout: 30_000 });
  await page.keyboard.press('Escape');

  await host.openPreferences('This app');
  await expect(news).toHaveCount(0);
  await press('Look now');
  await expect(section).toContainText('Version 9.1.0 is there.');
  await expect(section).toContainText('Voices are clearer.');
  await expect(news).toHaveText('Version 9.1.0 is there');
  await expectCleanInBothThemes(host);

  await press('Not today');
  await expect(news).toHaveCount(0);
  await expect(section.getByRole('button')).toHaveText(['Fetch it']);
  await press('Fetch it');
  source.progress(0.4);
  await expect(section.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '40');
  await expectClean(host);
  await press('Cancel');
  await expect(section).toContainText('Version 9.1.0 is there.');
  await press('Fetch it');
  source.finish();
  await expect(section).toContainText('Version 9.1.0 is ready.');
  await page.keyboard.press('Escape');

  // From anywhere, by keys alone.
  await news.focus();
  await page.keyboard.press('Enter');
  await expect(section).toContainText('ends your call, and your party');
  await section.getByRole('button', { name: 'Restart now' }).press('Enter');
  await expect.poll(() => source.installs).toBe(1);
  expect(() => desktop.party()).toThrow('no party is hosted');
});
