/** What two people do with messages: change, answer, react, take back, and write while the connection is away. */
import type { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

const write = async (person: Person, text: string): Promise<void> => {
  await person.composer.fill(text);
  await person.composer.press('Enter');
};

/** Opens what can be done with a message, as a right click does. */
const openMenu = async (person: Person, text: string): Promise<void> => {
  await person.message(text).click({ button: 'right' });
  await person.page.getByTestId('message-menu').waitFor();
};

const choose = (person: Person, item: string): Promise<void> =>
  person.page.getByRole('menuitem', { name: item, exact: true }).click();

test('messages are changed, answered, reacted to and deleted, and the other sees it', async ({ guest }) => {
  // The first is the owner, who may also delete what others wrote.
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);

  await test.step('an arrow up in the empty field changes what one wrote last', async () => {
    await write(ada, 'a mistaek');
    await expect(ben.message('a mistaek')).toBeVisible();
    await ada.composer.press('ArrowUp');
    const editor = ada.page.getByRole('textbox', { name: 'Edit this message' });
    await expect(editor).toBeFocused();
    await editor.fill('a mistake');
    await editor.press('Enter');
    await expect(ben.message('a mistake')).toContainText('(edited)');
    await expect(ben.message('a mistaek')).toHaveCount(0);
  });

  await test.step('an answer carries what it answers, and leads there', async () => {
    await openMenu(ben, 'a mistake');
    await choose(ben, 'Reply');
    await expect(ben.composer).toBeFocused();
    await write(ben, 'no, it is right');
    const quote = ada.message('no, it is right').getByTestId('reply-quote');
    await expect(quote).toContainText('a mistake');
    await quote.click();
    await expect(ada.page.locator('[data-found="true"]')).toContainText('a mistake');
  });

  await test.step('reactions are given and taken back, with who gave them', async () => {
    await openMenu(ben, 'a mistake');
    await choose(ben, 'React with 👍');
    const reaction = ada.message('a mistake').getByTestId('reaction');
    await expect(reaction).toHaveAccessibleName('👍: Ben');
    await reaction.click();
    await expect(ben.message('a mistake').getByTestId('reaction')).toHaveAccessibleName('👍: you and Ada');
    await reaction.click();
    await expect(reaction).toHaveAttribute('aria-pressed', 'false');
    await expect(ben.message('a mistake').getByTestId('reaction')).toHaveAccessibleName('👍: you');
  });

  await test.step('by keys alone: to the message, its menu, more emoji, found by a word', async () => {
    await ada.page.getByTestId('messages').focus();
    await ada.page.keyboard.press('ArrowUp');
    await ada.page.keyboard.press('ArrowUp');
    await expect(ada.message('a mistake')).toBeFocused();
    await ada.page.keyboard.press('Enter');
    await ada.page.getByTestId('message-menu').waitFor();
    await ada.page.keyboard.type('More');
    await ada.page.keyboard.press('Enter');
    const search = ada.page.getByRole('searchbox', { name: 'Search emoji' });
    await expect(search).toBeFocused();
    await search.fill('party pop');
    await expect(ada.page.getByTestId('emoji-picker').getByRole('button', { name: 'party popper' })).toBeVisible();
    await search.press('Enter');
    await expect(ben.message('a mistake').getByTestId('reaction').filter({ hasText: '🎉' })).toBeVisible();
    await expect(ada.message('a mistake')).toBeFocused();
  });

  await test.step('nobody changes or deletes what others wrote, but the owner deletes it after a question', async () => {
    await openMenu(ben, 'a mistake');
    await expect(ben.page.getByRole('menuitem', { name: 'Delete' })).toHaveCount(0);
    await expect(ben.page.getByRole('menuitem', { name: 'Edit' })).toHaveCount(0);
    await ben.page.keyboard.press('Escape');
    await openMenu(ada, 'no, it is right');
    await choose(ada, 'Delete');
    const question = ada.page.getByRole('alertdialog', { name: 'Delete this message?' });
    await question.getByRole('button', { name: 'Keep it' }).click();
    await expect(ben.message('no, it is right')).toBeVisible();
    await openMenu(ada, 'no, it is right');
    await choose(ada, 'Delete');
    await question.getByRole('button', { name: 'Delete' }).click();
    await expect(ben.message('no, it is right')).toHaveCount(0);
    await expect(ada.message('no, it is right')).toHaveCount(0);
  });

  await test.step('that somebody writes is told, until it is there', async () => {
    await ben.composer.pressSequentially('wait');
    await expect(ada.page.getByTestId('typing')).toHaveText('Ben is writing…');
    await ben.composer.press('Enter');
    await expect(ada.message('wait')).toBeVisible();
    await expect(ada.page.getByTestId('typing')).toHaveText('');
  });
});

test('what is written while the server is away goes out once it is back, in its order and once', async ({
  guest,
  party,
}) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await write(ada, 'before');
  await expect(ben.message('before')).toBeVisible();
  await ada.hasFetched(['MessageOverlays']);
  await party.stop();
  await expect(ada.banner).toBeVisible();
  for (const text of ['first away', 'second away', 'third away']) {
    await write(ada, text);
  }
  await expect(ada.page.getByText('Goes out when the connection is back.')).toHaveCount(3);
  await openMenu(ada, 'before');
  await choose(ada, 'React with 👍');
  await expect(ada.message('before').getByRole('alert')).toContainText('did not get there');
  await party.startAgain();
  await expect(ben.message('third away')).toHaveCount(1, { timeout: 20_000 });
  await expect(ben.page.getByTestId('message').filter({ hasText: 'away' })).toHaveText([
    'first away',
    'second away',
    'third away',
  ]);
  await expect(ada.page.getByTestId('pending-message')).toHaveCount(0);
  await ada.message('before').getByRole('button', { name: 'Try again' }).click();
  await expect(ben.message('before').getByTestId('reaction')).toHaveAccessibleName('👍: Ada');
});
