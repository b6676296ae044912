/** Finding one's way in what was written: a long history, search, unread marks, and what stands beside a voice channel. */
import type { Locator } from '@playwright/test';
import { Guest } from '../fakes/Guest.ts';
import { A4, A5, expect, test } from './support/test.ts';

const WRITERS = 6;
/** As many as one may write at once. */
const EACH = 20;

const topOf = (message: Locator): Promise<number> => message.evaluate((element) => element.getBoundingClientRect().top);

test('a long history is paged through without a jump, and searched', async ({ guest, party }) => {
  let line = 0;
  for (let writer = 1; writer <= WRITERS; writer += 1) {
    const one = await Guest.join(party.url, `Writer ${String(writer)}`);
    for (let count = 0; count < EACH; count += 1, line += 1) {
      const body = line === 3 ? 'line 3 with a needle, see https://example.org' : `line ${String(line)}.`;
      await one.ask('sendMessage', { channelId: one.textChannel(), body, nonce: `history-${String(line)}` });
    }
    one.close();
  }
  const ada = await guest('Ada', A4);
  await expect(ada.message('line 119.')).toBeInViewport();
  await expect(ada.page.getByTestId('unread')).toHaveCount(0);

  await test.step('older pages come without moving what is read', async () => {
    const read = ada.message('line 75.');
    const before = await read.evaluate((element) => {
      element.scrollIntoView({ block: 'start' });
      return element.getBoundingClientRect().top;
    });
    await expect(ada.message('line 20.')).toBeAttached();
    expect(Math.abs((await topOf(read)) - before)).toBeLessThan(2);
    for (const line of ['line 20.', 'line 0.']) {
      await ada.message(line).scrollIntoViewIfNeeded();
    }
    await expect(ada.page.getByText('This is the beginning of #general')).toBeVisible();
    await ada.page.getByRole('button', { name: 'Jump to the newest' }).click();
    await expect(ada.message('line 119.')).toBeInViewport();
  });

  await test.step('what is found is shown where it stands, also where that is not loaded', async () => {
    await ada.page.reload();
    await expect(ada.message('line 119.')).toBeInViewport();
    await ada.page.keyboard.press('Control+f');
    const field = ada.page.getByRole('searchbox', { name: 'Search messages' });
    await expect(field).toBeFocused();
    await field.fill('from:"Writer 1" has:link need');
    const hits = ada.page.getByTestId('search-hit');
    await expect(hits).toHaveCount(1);
    await expect(hits.locator('mark').first()).toHaveText('needle');
    await field.press('ArrowDown');
    await ada.page.keyboard.press('Enter');
    await expect(ada.page.locator('[data-found="true"]')).toContainText('needle');
    await expect(ada.message('needle')).toBeInViewport();
    await expect(ada.message('line 119.')).toHaveCount(0);
    await field.fill('from:nobody');
    await expect(ada.page.getByTestId('search').getByRole('alert')).toContainText('Nobody here is called');
    await field.press('Escape');
    await expect(field).toHaveCount(0);
    await ada.page.getByRole('button', { name: 'Jump to the newest' }).click();
    await expect(ada.message('line 119.')).toBeInViewport();
  });
});

test('what is written beside a voice channel waits with a mark, and who is called sees it at once', async ({
  guest,
}) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.page.getByTestId('voice-text').first().click();
  const text = ada.page.getByTestId('side-text');
  const field = text.getByRole('textbox', { name: 'Message in Lounge' });
  await field.fill('somebody here?');
  await field.press('Enter');
  const waiting = ben.page.getByTestId('unread');
  await expect(waiting).toContainText('1 new message');
  await expect(waiting).not.toContainText('called');

  await test.step('a name is completed, sent as whom it means, and marks more', async () => {
    await field.pressSequentially('hey @be');
    await expect(text.getByRole('option', { name: 'Ben' })).toHaveAttribute('aria-selected', 'true');
    await field.press('Enter');
    await expect(field).toHaveValue('hey @Ben ');
    await field.pressSequentially('look');
    await field.press('Enter');
    await expect(text.getByTestId('mention')).toHaveText('@Ben');
    await expect(waiting).toContainText('you were called once');
  });

  await test.step('opened, it is read, and a line stands where the new ones began', async () => {
    await ben.page.getByTestId('voice-text').first().click();
    const side = ben.page.getByTestId('side-text');
    await expect(side.getByTestId('message')).toHaveCount(2);
    await expect(side.getByTestId('new-line')).toBeVisible();
    await expect(side.locator('[data-called="true"]')).toContainText('@Ben');
    await expect(waiting).toHaveCount(0);
    await ben.page.reload();
    await expect(ben.page.getByTestId('unread')).toHaveCount(0);
  });

  await test.step('Markdown is drawn, what is hidden stays so until asked for, and a link tells where it leads', async () => {
    await ada.composer.fill('**bold** ||secret|| [bank.example](https://evil.example) <script>1</script>');
    await ada.composer.press('Enter');
    const body = ben.page.getByTestId('message-body').filter({ hasText: 'bold' });
    await expect(body.locator('strong')).toHaveText('bold');
    await expect(body.getByTestId('link-host')).toHaveText('(evil.example)');
    await expect(body).toContainText('<script>1</script>');
    await expect(body).not.toContainText('secret');
    await body.getByTestId('spoiler').click();
    await expect(body).toContainText('secret');
    await ada.composer.fill('```ts\nconst answer = 42;\n```');
    await ada.composer.press('Enter');
    await expect(ben.page.getByTestId('code').locator('span', { hasText: 'const' }).first()).toHaveClass(/accent/);
  });
});
