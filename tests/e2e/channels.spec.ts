/** Journey 9, of channels: made, described, ordered by keys and mouse, slowed down, deleted with somebody inside. */
import type { Locator } from '@playwright/test';
import type { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

const row = ({ page }: Person, name: string): Locator =>
  page.getByRole('navigation', { name: 'Channels' }).locator('button[data-channel-id]').filter({ hasText: name });

/** Names of the channels, as they stand in the list. */
const names = ({ page }: Person): Promise<string[]> =>
  page.getByRole('navigation', { name: 'Channels' }).locator('button[data-channel-id] bdi').allInnerTexts();

async function create(owner: Person, kind: 'Text' | 'Voice' | 'Category', name: string, into?: string): Promise<void> {
  const { page } = owner;
  await page.getByRole('button', { name: 'New channel or category' }).click();
  const dialog = page.getByRole('dialog', { name: 'New channel' });
  await dialog.getByRole('radio', { name: kind }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  if (into !== undefined) {
    await dialog.getByRole('combobox', { name: 'In the category' }).selectOption(into);
  }
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog.waitFor({ state: 'detached' });
}

test('channels are made, ordered, described, slowed down and deleted, and everybody sees it at once', async ({
  guest,
}) => {
  const olga = await guest('Olga', A4); // the first to come owns the server
  const ben = await guest('Ben', A5);

  await create(olga, 'Category', 'Projects');
  await create(olga, 'Text', 'plans', 'Projects');
  await create(olga, 'Voice', 'Desk', 'Projects');
  await expect(olga.page.getByRole('textbox', { name: 'Message #plans' })).toBeVisible();
  for (const person of [olga, ben]) {
    await expect.poll(() => names(person)).toEqual(['general', 'Lounge', 'Games', 'plans', 'Desk']);
  }
  await expect(ben.page.getByRole('button', { name: 'New channel or category' })).toHaveCount(0);

  // By keys, over the edge of a category too; who moves it stays on it, and is told.
  await row(olga, 'Desk').focus();
  await olga.page.keyboard.press('Alt+Shift+ArrowUp');
  await expect.poll(() => names(ben)).toEqual(['general', 'Lounge', 'Games', 'Desk', 'plans']);
  await expect(row(olga, 'Desk')).toBeFocused();
  await olga.page.keyboard.press('Alt+Shift+ArrowUp');
  await expect(olga.page.getByText('Desk is now number 3 of 3 in Voice.')).toBeAttached();
  await expect(row(olga, 'Desk')).toBeFocused();
  await olga.page.keyboard.press('Alt+Shift+ArrowUp');
  await expect.poll(() => names(ben)).toEqual(['general', 'Lounge', 'Desk', 'Games', 'plans']);
  await expect(row(olga, 'Desk')).toBeFocused();
  await expect(olga.page.getByText('Desk is now number 2 of 3 in Voice.')).toBeAttached();

  // By mouse.
  await row(olga, 'Games').dragTo(row(olga, 'plans'), { targetPosition: { x: 60, y: 4 } });
  await expect.poll(() => names(ben)).toEqual(['general', 'Lounge', 'Desk', 'Games', 'plans']);
  await expect(ben.page.getByRole('region', { name: 'Projects' }).locator('button[data-channel-id]')).toHaveCount(2);
  await row(olga, 'plans').dragTo(row(olga, 'general'), { targetPosition: { x: 60, y: 4 } });
  await expect.poll(() => names(ben)).toEqual(['plans', 'general', 'Lounge', 'Desk', 'Games']);

  // Folding is one's own, and kept.
  const fold = ben.page.getByRole('button', { name: 'Projects' });
  await fold.click();
  await expect.poll(() => names(ben)).toEqual(['plans', 'general', 'Lounge', 'Desk']);
  await ben.page.reload();
  await expect(fold).toHaveAttribute('aria-expanded', 'false');
  await expect.poll(() => names(ben)).toEqual(['plans', 'general', 'Lounge', 'Desk']);
  await expect.poll(() => names(olga)).toHaveLength(5);

  // Described and slowed down.
  await row(olga, 'plans').click({ button: 'right' });
  const settings = olga.page.getByRole('dialog', { name: 'Settings of plans' });
  await settings.getByRole('textbox', { name: 'Name' }).fill('our plans');
  await settings.getByRole('textbox', { name: 'What it is for' }).fill('What is to come');
  await settings.getByRole('combobox', { name: 'Slow mode' }).selectOption('1 minute between two messages');
  await settings.getByRole('button', { name: 'Save' }).click();
  await row(ben, 'our plans').click();
  await expect(ben.page.getByText('What is to come')).toBeVisible();
  const composer = ben.page.getByRole('textbox', { name: 'Message #our plans' });
  await composer.fill('a first word');
  await composer.press('Enter');
  await olga.message('a first word').waitFor();
  await expect(ben.page.getByTestId('slow-mode')).toContainText(/you can send again in \d+ sec/u);
  await composer.fill('a second word');
  await composer.press('Enter');
  await expect(composer).toHaveValue('a second word'); // waits here, not lost
  const mine = olga.page.getByRole('textbox', { name: 'Message #our plans' });
  await row(olga, 'our plans').click();
  for (const word of ['one of hers', 'another of hers']) {
    await mine.fill(word);
    await mine.press('Enter');
    await ben.message(word).waitFor();
  }

  // Deleted with somebody inside: what was written goes only by a word of its own.
  await ben.enter('Desk');
  await ben.page
    .getByTestId('voice-text')
    .and(ben.page.getByRole('button', { name: 'Messages of Desk' }))
    .click();
  const beside = ben.page.getByRole('textbox', { name: 'Message in Desk' });
  await beside.fill('written beside');
  await beside.press('Enter');
  await ben.message('written beside').waitFor();
  await row(olga, 'Desk').click({ button: 'right' });
  const desk = olga.page.getByRole('dialog', { name: 'Settings of Desk' });
  await desk.getByRole('button', { name: 'Delete this channel…' }).click();
  await expect(desk.getByText('1 person is in it')).toBeVisible();
  await desk.getByRole('button', { name: 'Delete the channel' }).click();
  await expect(desk.getByText('People wrote in this channel.')).toBeVisible();
  await desk.getByRole('switch', { name: 'What was written in it goes too' }).click();
  await desk.getByRole('button', { name: 'Delete the channel' }).click();
  await desk.waitFor({ state: 'detached' });
  await ben.inState('idle');
  await expect(ben.problem).toContainText('The channel you talked in was deleted.');
  for (const person of [olga, ben]) {
    await expect(row(person, 'Desk')).toHaveCount(0);
  }
  await ben.enter('Lounge');

  // On a narrow screen what one writes is under nothing, unless there is a call.
  for (const { page } of [olga, ben]) {
    await page.setViewportSize({ width: 390, height: 844 });
  }
  await expect(olga.dock).toBeHidden();
  await expect(mine).toBeVisible();
  await expect(ben.dock).toBeVisible();
});
