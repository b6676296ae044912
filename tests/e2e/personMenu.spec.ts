/** What can be done about somebody is the same wherever they are met, and by whichever hand. */
import type { Locator } from '@playwright/test';
import type { Person } from './support/Person.ts';
import { A4, A5, E6, expect, test } from './support/test.ts';

const menuOf = (person: Person, name: string): Locator =>
  person.page.getByRole('dialog', { name: `Actions for ${name}` });
const memberRow = (person: Person, name: string): Locator =>
  person.page.getByTestId('member').filter({ hasText: name });
const profile = (person: Person): Locator => person.page.getByRole('dialog', { name: 'Profile' });

test('people of whom nothing is seen are on the stage, and a camera that is hidden costs nothing until it is shown again', async ({
  guest,
}) => {
  test.setTimeout(120_000);
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  const cleo = await guest('Cleo', E6);
  for (const person of [ada, ben, cleo]) {
    await person.enter('Lounge');
  }
  await ada.soundBegan(A5);
  await ada.dock.getByRole('button', { name: 'Show the call' }).click();
  const tiles = ada.stage.getByTestId('stage-tile');
  await expect(tiles).toHaveCount(3);
  const names = await tiles.evaluateAll((all) => all.map((one) => one.getAttribute('data-name')));
  await expect(ada.tile('Ben', 'person')).toHaveAttribute('data-speaking', 'true');
  await cleo.mute.click();
  await expect(ada.tile('Cleo', 'person').getByRole('img', { name: 'Muted' })).toBeVisible();

  // Large by the menu of the list, from any tile by a click, and back by Escape.
  await (await ada.openPersonMenu('Ben')).getByRole('button', { name: 'Show large' }).click();
  await expect(ada.page.getByTestId('stage-strip').getByTestId('stage-tile')).toHaveCount(2);
  await expect(ada.personActions('Ben')).toBeFocused();
  await ada.tile('Cleo', 'person').getByRole('button', { name: 'Enlarge: Cleo' }).click();
  await ada.page.keyboard.press('Escape');
  await expect(ada.page.getByTestId('stage-grid').getByTestId('stage-tile')).toHaveCount(3);

  // A camera comes into the place that was theirs.
  await ben.cameraButton.click();
  await ada.sees('Ben', 'camera');
  expect(await tiles.evaluateAll((all) => all.map((one) => one.getAttribute('data-name')))).toEqual(names);
  // Who shows nothing can be left out.
  await ada.stage.getByRole('button', { name: 'People who show nothing too' }).click();
  await expect(tiles).toHaveCount(1);
  await ada.stage.getByRole('button', { name: 'People who show nothing too' }).click();
  await expect(tiles).toHaveCount(3);
  await ada.tile('Ben', 'camera').hover();
  await ada.tile('Ben', 'camera').getByRole('button', { name: 'Actions for Ben' }).click();
  await menuOf(ada, 'Ben').getByRole('button', { name: 'Hide their video' }).click();
  await expect(ada.tile('Ben', 'person')).toContainText('You hid their video');
  await ada.receivesNoVideo();
  await cleo.sees('Ben', 'camera'); // of everybody else nothing is taken

  // It stays hidden where the page is opened anew.
  await ada.page.reload();
  await ada.enter('Lounge');
  await ada.tile('Ben', 'person').waitFor();
  await ada.receivesNoVideo();
  await ada.tile('Ben', 'person').click({ button: 'right' });
  await menuOf(ada, 'Ben').getByRole('button', { name: 'Show their video again' }).click();
  await ada.sees('Ben', 'camera');
});

test('the menu opens by mouse, keys and finger on a row of the call, a member and a tile; profiles by a name', async ({
  guest,
  comeIn,
}) => {
  test.setTimeout(120_000);
  const ada = await guest('Ada', A4); // who comes first owns the server
  const ben = await comeIn('Ben', { voice: A5, device: { hasTouch: true, isMobile: true } });
  const { keyboard } = ada.page;
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ben.composer.fill('who am I');
  await ben.composer.press('Enter');

  // By the mouse beside the pointer, with what a moderator may, in all three places.
  await ada.dock.getByRole('button', { name: 'Show the call' }).click();
  for (const place of [ada.person('Ben'), memberRow(ada, 'Ben'), ada.tile('Ben', 'person')]) {
    await place.click({ button: 'right' });
    const menu = menuOf(ada, 'Ben');
    await expect(menu.getByRole('slider', { name: 'Volume' })).toBeVisible();
    await expect(menu.getByRole('button', { name: 'Take out of the call' })).toBeVisible();
    await keyboard.press('Escape');
    await expect(menu).toHaveCount(0);
    const more = place.getByRole('button', { name: 'Actions for Ben' });
    await expect(more).toBeFocused();
    // By the keys that stand for it, from whatever of the row has the focus.
    await keyboard.press('Shift+F10');
    await expect(menu).toBeVisible();
    await keyboard.press('Escape');
    await expect(more).toBeFocused();
    await keyboard.press('Enter');
    await expect(menu).toBeVisible();
    await keyboard.press('Escape');
  }

  // Profiles: from the menu, from the list and from a message; the focus comes back to where it was.
  await (await ada.openPersonMenu('Ben')).getByRole('button', { name: 'Profile' }).click();
  await expect(profile(ada)).toContainText('Ben');
  await keyboard.press('Escape');
  await expect(ada.personActions('Ben')).toBeFocused();
  await ada.stage.getByRole('button', { name: 'Show messages' }).click();
  for (const opener of [
    memberRow(ada, 'Ben').getByRole('button').first(),
    ada.page.getByRole('listitem').getByRole('button', { name: 'Ben', exact: true }),
  ]) {
    await opener.click();
    await expect(profile(ada)).toContainText('Ben');
    await keyboard.press('Escape');
    await expect(opener).toBeFocused();
  }

  // By a finger that rests: the menu, and nothing of what a tap does.
  await rest(ben, memberRow(ben, 'Ada'));
  await expect(menuOf(ben, 'Ada').getByRole('button', { name: 'Profile' })).toBeVisible();
  await expect(profile(ben)).toHaveCount(0);
  await expect(menuOf(ben, 'Ada').getByRole('button', { name: 'Take out of the call' })).toHaveCount(0);
});

/** Longer than a tap, shorter than patience. */
async function rest({ page, context }: Person, where: Locator): Promise<void> {
  const box = await where.boundingBox();
  if (box === null) {
    throw new Error('there is nothing to rest on');
  }
  const touch = await context.newCDPSession(page);
  const touchPoints = [{ x: box.x + box.width / 3, y: box.y + box.height / 2 }];
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await page.waitForTimeout(900);
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await touch.detach();
}
