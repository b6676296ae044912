import { A4, A5, expect, test } from './support/test.ts';

test('what one writes, the other reads; it is still there after a reload and after a restart', async ({
  guest,
  party,
}) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.composer.fill('hello from Ada');
  await ada.composer.press('Enter');
  await expect(ben.message('hello from Ada')).toHaveCount(1);
  await expect(ada.message('hello from Ada')).toHaveCount(1);
  await expect(ada.composer).toHaveValue('');

  await ben.page.reload();
  await expect(ben.message('hello from Ada')).toHaveCount(1);

  await party.stop();
  await party.startAgain();
  await ben.composer.fill('and back from Ben');
  await expect(ben.banner).toBeHidden();
  await ben.composer.press('Enter');
  await expect(ada.message('and back from Ben')).toHaveCount(1);
  await ada.page.reload();
  for (const text of ['hello from Ada', 'and back from Ben']) {
    await expect(ada.message(text)).toHaveCount(1);
  }
});

test('what is written is shown as text, whatever it looks like', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  const text = '<img src=x onerror="document.title=1"> & <b>bold</b>';
  await ada.composer.fill(text);
  await ada.composer.press('Enter');
  await expect(ben.message(text)).toHaveCount(1);
  expect(await ben.page.title()).not.toBe('1');
});
