/** Journey 8, with files: what one attaches by button, paste or drop, the other sees, plays and saves. */
import { mkdir, readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import { FILE_NAME_HEADER } from '../../common/attachments.ts';
import { ask, png } from '../fakes/files.ts';
import { writeTone } from '../fakes/tone.ts';
import { expectClean } from './support/axe.ts';
import type { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

const MB = 1_000_000;

const choose = async (
  { page }: Person,
  ...files: { name: string; mimeType: string; buffer: Buffer }[]
): Promise<void> => page.locator('input[type=file]').setInputFiles(files);

const picture = (name: string, width = 600, height = 400): { name: string; mimeType: string; buffer: Buffer } => ({
  name,
  mimeType: 'image/png',
  buffer: png(width, height),
});
const text = (name: string, body = 'some words'): { name: string; mimeType: string; buffer: Buffer } => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(body),
});

/** As somebody drops a file on the messages. */
const drop = async ({ page }: Person, name: string): Promise<void> => {
  const data = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['dropped words'], given, { type: 'text/plain' }));
    return transfer;
  }, name);
  const messages = page.getByTestId('messages');
  await messages.dispatchEvent('dragenter', { dataTransfer: data });
  await expect(page.getByTestId('drop-zone')).toBeVisible();
  await messages.dispatchEvent('drop', { dataTransfer: data });
  await expect(page.getByTestId('drop-zone')).toBeHidden();
};

const paste = async ({ composer }: Person, name: string): Promise<void> => {
  await composer.evaluate((field, given) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['pasted words'], given));
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, name);
};

const rows = ({ page }: Person): Locator => page.getByTestId('upload-tray').getByTestId('upload');
const cards = ({ page }: Person): Locator => page.getByTestId('message').getByTestId('file-card');
const pictures = ({ page }: Person): Locator => page.getByTestId('message').getByTestId('picture');

test('files go with a message, and are seen, played and saved', async ({ guest }, info) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);

  await test.step('by button, drop and paste, with what is to be seen told', async () => {
    await choose(ada, picture('the sea.png'), picture('tall.png', 300, 900));
    await drop(ada, 'dropped.txt');
    await paste(ada, 'pasted.txt');
    await expect(rows(ada)).toHaveCount(4);
    await expect(rows(ada).nth(3)).toHaveAttribute('data-state', 'uploaded');
    await ada.page.getByRole('button', { name: 'Remove pasted.txt' }).click();
    await expect(rows(ada)).toHaveCount(3);
    await ada.page.getByRole('textbox', { name: 'Describe the sea.png for those who cannot see it' }).fill('Waves');
    await expectClean(ada);
    await ada.composer.fill('look at these');
    await ada.composer.press('Enter');
    await expect(rows(ada)).toHaveCount(0);
  });

  await test.step('pictures have their place before they are there', async () => {
    await expect(ben.message('look at these')).toHaveCount(1);
    await expect(pictures(ben)).toHaveCount(2);
    const first = pictures(ben).first();
    await expect(first).toHaveAttribute('data-state', 'loaded');
    const box = await first.boundingBox();
    expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(1.5, 1);
    await expect(cards(ben)).toContainText('dropped.txt');
    await expectClean(ben);
  });

  await test.step('and are large, one after the other, by keys', async () => {
    await ben.page.getByRole('button', { name: 'Show large: Waves' }).press('Enter');
    const large = ben.page.getByTestId('lightbox');
    await expect(large.getByRole('img', { name: 'Waves' })).toBeVisible();
    await expect(large.getByText('1 of 2')).toBeVisible();
    await expectClean(ben);
    await ben.page.keyboard.press('ArrowRight');
    await expect(large.getByRole('img', { name: 'Picture: tall.png' })).toBeVisible();
    await ben.page.keyboard.press('Escape');
    await expect(large).toBeHidden();
    await expect(ben.page.getByRole('button', { name: 'Show large: Waves' })).toBeFocused();
  });

  await test.step('what is not shown is saved as it was sent', async () => {
    const saving = ben.page.waitForEvent('download');
    await ben.page.getByRole('button', { name: 'Save dropped.txt' }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe('dropped.txt');
    expect(await readFile(await saved.path(), 'utf8')).toBe('dropped words');
  });

  await test.step('sound is played where it stands', async () => {
    const folder = info.outputPath('sound');
    await mkdir(folder, { recursive: true });
    const buffer = await readFile(await writeTone(folder, A4));
    await choose(ada, { name: 'tone.wav', mimeType: 'audio/wav', buffer });
    await ada.composer.press('Enter');
    await ben.page.getByRole('button', { name: 'Play tone.wav' }).click();
    await expect
      .poll(() => ben.page.locator('audio[controls]').evaluate((audio: HTMLAudioElement) => audio.currentTime))
      .toBeGreaterThan(0.2);
  });

  await test.step('and goes for everybody with its message', async () => {
    const message = ada.message('look at these');
    await message.focus();
    await message.press('Enter');
    await ada.page.getByRole('menuitem', { name: 'Delete' }).click();
    await ada.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await expect(ada.message('look at these')).toHaveCount(0);
    await expect(pictures(ben)).toHaveCount(0);
  });
  expect([...ada.faults, ...ben.faults]).toEqual([]);
});

test.describe('where little fits', () => {
  test.use({ settings: { YANKCORD_FILE_MB: '1' } });
  // The server starts three times in it.
  test.describe.configure({ timeout: 180_000 });

  test('a file goes once, however bad the way; one can be taken back; what is too large is told', async ({
    guest,
    party,
  }) => {
    const ada = await guest('Ada', A4);
    const ben = await guest('Ben', A5);

    await test.step('whose answer is lost is not sent again', async () => {
      let sent = 0;
      await ada.page.route('**/uploads/*', async (route) => {
        const request = route.request();
        if (request.method() !== 'PUT') {
          await route.continue();
          return;
        }
        sent += 1;
        // The server has all of it, and the page does not know: Chromium does not hand over what is uploaded.
        const { authorization = '', [FILE_NAME_HEADER]: name = '' } = await request.allHeaders();
        const headers = { authorization, [FILE_NAME_HEADER]: name };
        await ask(request.url(), { method: 'PUT', headers }, text('once.txt').buffer);
        await route.abort('connectionreset');
      });
      await choose(ada, text('once.txt'));
      await ada.composer.press('Enter');
      await expect(cards(ben)).toHaveCount(1);
      expect(sent).toBe(1);
      await ada.page.unroute('**/uploads/*');
    });

    await test.step('on its way it can be taken back, and others pass it', async () => {
      let release: (() => void) | undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await ada.page.route('**/uploads/*', async (route) => {
        await held;
        await route.continue().catch(() => undefined); // it may be cancelled by then
      });
      await choose(ada, text('slow.txt'));
      await ada.composer.press('Enter');
      await ada.composer.fill('words are quicker');
      await ada.composer.press('Enter');
      await expect(ben.message('words are quicker')).toHaveCount(1);
      const waiting = ada.page.getByTestId('pending-message');
      await expect(waiting).toContainText('slow.txt');
      await waiting.getByRole('button', { name: 'Discard' }).click();
      await expect(waiting).toHaveCount(0);
      release?.();
      await ada.page.unroute('**/uploads/*');
      await expect(cards(ben)).toHaveCount(1);
    });

    await test.step('what is written and not sent outlasts a reload, and goes once', async () => {
      await ada.composer.fill('half a sentence');
      await choose(ada, text('kept.txt'));
      await expect(rows(ada)).toHaveAttribute('data-state', 'uploaded');
      await ada.page.reload();
      await expect(ada.composer).toHaveValue('half a sentence');
      await expect(rows(ada)).toContainText('kept.txt');
      await party.stop();
      await expect(ada.banner).toBeVisible();
      await ada.composer.press('Enter');
      await expect(ada.page.getByTestId('pending-message')).toContainText('half a sentence');
      await ada.page.goto('about:blank');
      ada.faults.splice(0); // of our instruments: an empty page has no devices that they could count
      await party.startAgain();
      await ada.page.goto(party.url);
      await expect(ben.message('half a sentence')).toHaveCount(1);
      await expect(ada.message('half a sentence')).toHaveCount(1);
      await expect(cards(ben)).toHaveCount(2);
      await expect(ada.page.getByTestId('pending-message')).toHaveCount(0);
      await ada.page.reload();
      await expect(ada.message('half a sentence')).toHaveCount(1);
    });

    await test.step('without a connection it waits, and goes when there is one again', async () => {
      await party.stop();
      await expect(ada.banner).toBeVisible();
      await choose(ada, picture('waiting.png'));
      await ada.composer.fill('sent while away');
      await ada.composer.press('Enter');
      await expect(ada.page.getByTestId('pending-message')).toContainText('Goes out when the connection is back.');
      await party.startAgain();
      await expect(ben.message('sent while away')).toHaveCount(1);
      await expect(pictures(ben)).toHaveCount(1);
      await expect(ada.page.getByTestId('pending-message')).toHaveCount(0);
      await expect(ada.message('sent while away')).toHaveCount(1);
    });

    await test.step('a long name leaves room for the button that takes the file away, on a phone too', async () => {
      await ada.page.setViewportSize({ width: 390, height: 844 });
      await ada.page.getByRole('button', { name: 'Messages', exact: true }).click();
      const name = `${'a long name '.repeat(8)}end.txt`;
      await choose(ada, text(name));
      const remove = rows(ada).getByRole('button', { name: `Remove ${name}` });
      await expect(remove).toBeInViewport({ ratio: 1 });
      await remove.click();
      await expect(rows(ada)).toHaveCount(0);
      await ada.page.setViewportSize({ width: 1_280, height: 800 });
    });

    await test.step('too large is said at once, and only that file is in the way', async () => {
      await choose(ada, { name: 'film.bin', mimeType: 'video/mp4', buffer: Buffer.alloc(1.1 * MB) });
      await expect(rows(ada)).toContainText('larger than the server takes');
      await expect(ada.page.getByRole('button', { name: 'Send' })).toBeDisabled();
      await expectClean(ada);
      await ada.page.getByRole('button', { name: 'Remove film.bin' }).click();
      await expect(rows(ada)).toHaveCount(0);
    });
    expect([...ada.faults, ...ben.faults]).toEqual([]);
  });
});
