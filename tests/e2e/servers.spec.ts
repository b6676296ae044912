/** Two servers side by side in the app: one is looked at while the call goes on at the other. */
import { expectCleanInBothThemes } from './support/axe.ts';
import { A4, A5, expect, test as base } from './support/desktop.ts';
import { Party } from './support/Party.ts';
import type { Person } from './support/Person.ts';
import { E6 } from './support/test.ts';

const test = base.extend<{ red: Party; blue: Party }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs: nothing here
  red: async ({}, use) => {
    const red = await Party.start();
    await use(red);
    await red.close();
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  blue: async ({}, use) => {
    const blue = await Party.start();
    await use(blue);
    await blue.close();
  },
});

const goTo = async ({ page }: Person, party: Party): Promise<void> => {
  await page.getByRole('textbox', { name: 'Invite or address' }).fill(party.url);
  await page.getByRole('button', { name: 'Go there' }).click();
  await page.getByTestId('trust-dialog').getByRole('button', { name: 'Join' }).click();
};

test('a call goes on at one server while another is looked at, and both are there after a restart', async ({
  host: hanna,
  door,
  red,
  blue,
}) => {
  test.setTimeout(180_000);
  const { page } = hanna;
  const rail = page.getByTestId('rail-server');
  const elsewhere = page.getByTestId('call-elsewhere');
  const ben = await door.arrive('Ben', { voice: A5, url: red.url });
  const cleo = await door.arrive('Cleo', { voice: E6, url: blue.url });
  for (const [person, party] of [
    [ben, 'The red ones'],
    [cleo, 'The blue ones'],
  ] as const) {
    await person.nameField.fill(person.name);
    await person.joinButton.click();
    await person.page.getByRole('button', { name: 'Your party' }).click();
    await person.page.getByRole('textbox', { name: 'Name of the party' }).fill(party);
    await person.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await person.page.keyboard.press('Escape');
    await person.enter('Lounge');
  }
  await hanna.nameField.fill('Hanna');

  await test.step('the call of the first goes on at the start and on the second', async () => {
    await goTo(hanna, red);
    await hanna.enter('Lounge');
    await ben.hears([A4]);
    await page.getByRole('button', { name: 'Home', exact: true }).click();
    await expect(elsewhere).toContainText('You are in Lounge on The red ones.');
    await expectCleanInBothThemes(hanna);
    await goTo(hanna, blue);
    await hanna.voiceChannel('Lounge').waitFor();
    await expect(elsewhere).toBeVisible();
    await ben.hears([A4]);
    await hanna.hears([A5], [E6]);
    await expect(rail.nth(0)).toHaveAccessibleName('The red ones, your call is here, in Lounge');
    await expectCleanInBothThemes(hanna);
  });

  await test.step('whoever mutes here is muted there', async () => {
    await elsewhere.getByRole('button', { name: 'Mute' }).click();
    await ben.hears([], [A4]);
    await hanna.unmute.click();
    await ben.hears([A4]);
  });

  await test.step('what is written on the other is told in the rail, by keys and in the title', async () => {
    await ben.composer.fill('@Hanna');
    await ben.page.keyboard.press('Enter');
    await ben.composer.pressSequentially(' are you there?');
    await ben.page.keyboard.press('Enter');
    await expect(rail.nth(0)).toHaveAccessibleName(/The red ones, your call is here, in Lounge, 1 mention/);
    await rail.nth(1).focus();
    await page.keyboard.press('Control+Alt+ArrowUp');
    await expect(page).toHaveTitle(/The red ones/);
    await expect(elsewhere).toBeHidden();
    await expect(hanna.message('are you there?')).toBeVisible();
    await page.keyboard.press('Control+Alt+ArrowDown');
    await expect(page).toHaveTitle(/The blue ones/);
    await rail.nth(0).press('Enter');
    await expect(page).toHaveTitle(/The red ones/);
    await expect(rail.nth(0)).toBeFocused();
  });

  await test.step('there is one call: who enters another leaves the one before', async () => {
    await rail.nth(1).click();
    await hanna.enter('Lounge');
    await cleo.hears([A4]);
    await ben.hears([], [A4]);
    await hanna.hears([E6], [A5]);
    await expect(elsewhere).toBeHidden();
    await expect(rail.nth(1)).toHaveAccessibleName('The blue ones, your call is here, in Lounge');
  });

  await test.step('a server that is away says so, and comes back by itself', async () => {
    await red.stop();
    await expect(rail.nth(0)).toHaveAccessibleName('The red ones, not reachable right now');
    await cleo.hears([A4]);
    await red.startAgain(); // which gives it the name that it began with
    await expect(rail.nth(0)).toHaveAccessibleName('Test party', { timeout: 30_000 });
  });

  await test.step('the next start of the app is on both; who leaves one is not there any more', async () => {
    await page.reload();
    const list = page.getByTestId('home-server');
    await expect(list).toHaveCount(2);
    await expect(list.nth(1)).toContainText('You are there');
    await page.setViewportSize({ width: 390, height: 844 });
    await expectCleanInBothThemes(hanna);
    await page.getByRole('button', { name: 'Leave Test party' }).click();
    await expect(list).toHaveCount(1);
    await page.setViewportSize({ width: 1_280, height: 800 });
    await list.click();
    await hanna.voiceChannel('Lounge').waitFor();
    await expect(rail).toHaveCount(1);
    await hanna.enter('Lounge');
    await cleo.hears([A4]);
    await page.getByRole('button', { name: 'Leave this server' }).click();
    await expect(hanna.nameField).toBeVisible();
    await expect(list).toHaveCount(0);
    await cleo.hears([], [A4]);
    // Its app is gone, with all that it held.
    const nothing = { peerConnections: 0, tracks: 0, audioContexts: 0, audioNodes: 0, mediaElements: 0 };
    await expect.poll(() => hanna.counts()).toEqual(nothing);
    await page.reload();
    await expect(hanna.nameField).toBeVisible();
    await expect(list).toHaveCount(0);
  });
});
