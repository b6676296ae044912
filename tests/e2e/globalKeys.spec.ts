import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childEnv } from '../config.ts';
import { expectCleanInBothThemes } from './support/axe.ts';
import { A4, A5, expect, test } from './support/desktop.ts';

const PTT = join(import.meta.dirname, '..', '..', 'dist', 'electron', 'ptt.js');
const run = promisify(execFile);

test('a command of the window manager talks and mutes, and the settings show which ways there are', async ({
  desktop,
  door,
  host,
}) => {
  const ptt = async (word: string): Promise<void> => {
    const env = childEnv({ XDG_RUNTIME_DIR: desktop.electron.app.getPath('userData') });
    await run(process.execPath, [PTT, word], { env });
  };
  await host.nameField.fill('Hanna');
  await host.page.getByRole('button', { name: 'Host a party' }).click();
  await host.page.getByRole('dialog', { name: 'Your party' }).waitFor({ timeout: 30_000 });
  await host.page.keyboard.press('Escape');
  await host.enter('Lounge');
  const settings = await host.openPreferences('Voice');
  await settings
    .getByRole('combobox', { name: 'Your microphone is sent' })
    .selectOption({ label: 'while you press a key' });
  await settings.getByRole('tab', { name: 'Shortcuts' }).click();
  const command = settings.locator('[data-source="command"]');
  await expect(command).toHaveAttribute('data-state', 'ready');
  await expect(command).toContainText('yankcord ptt down|up|toggle-mute');
  const hook = settings.locator('[data-source="hook"]');
  await expect(hook).toHaveAttribute('data-state', 'off');
  await expectCleanInBothThemes(host);
  await host.page.keyboard.press('Escape');

  const { url } = desktop.party();
  const ben = await door.arrive('Ben', { voice: A5, url });
  await ben.nameField.fill('Ben');
  await ben.joinButton.click();
  await ben.enter('Lounge');
  expect(await ben.loudest(A4, 1_000)).toBeLessThan(-60);

  await ptt('down');
  await ben.soundBegan(A4);
  await ptt('up');
  await ben.soundEnded(A4);

  await ptt('toggle-mute');
  await expect(host.unmute).toBeVisible();
  await ptt('down');
  expect(await ben.loudest(A4, 1_000)).toBeLessThan(-60);
  await ptt('toggle-mute');
  await ben.soundBegan(A4);
  // Whoever locks the screen holds no key any more, though its end was never seen.
  desktop.electron.power.emit('lock-screen');
  await ben.soundEnded(A4);
});
