/** What is told outside of the window: real notifications of Chromium, which the page's own constructor lets us read. */
import { Guest } from '../fakes/Guest.ts';
import type { Person } from './support/Person.ts';
import { A4, expect, test } from './support/test.ts';

interface Shown {
  readonly title: string;
  readonly body: string;
}

declare global {
  interface Window {
    shownNotifications: Notification[];
  }
}

/** Headless Chromium shows notifications nowhere: what it was given is read where the page gives it. */
async function watchNotifications({ page }: Person): Promise<void> {
  await page.evaluate(() => {
    window.shownNotifications = [];
    window.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        this.addEventListener('show', () => window.shownNotifications.push(this));
      }
    };
  });
}

const shownTo = ({ page }: Person): Promise<Shown[]> =>
  page.evaluate(() => window.shownNotifications.map(({ title, body }) => ({ title, body })));

/** Without the marks that keep names of either direction apart. */
const titlesTo = async (person: Person): Promise<string[]> =>
  (await shownTo(person)).map(({ title }) => title.replace(/[\u2066-\u2069]/gu, ''));

/** Another window lies over hers; Playwright else keeps every page in the belief that it has the focus. */
async function lookAway({ context, page }: Person): Promise<void> {
  const cdp = await context.newCDPSession(page);
  await cdp.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  const other = await context.newPage();
  await other.bringToFront();
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(false);
}

async function turnOn(person: Person, ...names: string[]): Promise<void> {
  const dialog = await person.openPreferences('Notifications');
  for (const name of names) {
    const one = dialog.getByRole('switch', { name });
    await expect(one).not.toBeChecked();
    await one.focus();
    await person.page.keyboard.press('Space');
    await expect(one).toBeChecked();
  }
  await person.page.keyboard.press('Escape');
}

test('a mention and an answer are told while one looks elsewhere, and a click leads to them', async ({
  guest,
  party,
}) => {
  const ada = await guest('Ada', A4);
  const ben = await Guest.join(party.url, 'Ben');
  try {
    const adaId = ben.welcome.members.find(({ name }) => name === 'Ada')?.id ?? '';
    const channelId = ben.textChannel();
    let count = 0;
    const write = async (
      body: string,
      replyTo?: Parameters<typeof ben.ask<'sendMessage'>>[1]['replyTo'],
    ): Promise<void> => {
      count += 1;
      await ben.ask('sendMessage', {
        channelId,
        body,
        nonce: `nonce-000${String(count)}`,
        ...(replyTo === undefined ? {} : { replyTo }),
      });
      await ben.hears('messagePosted', ({ message }) => message.body === body);
    };
    await ada.context.grantPermissions(['notifications']);
    await watchNotifications(ada);
    await write(`off by default <@${adaId}>`);
    await turnOn(ada, 'Somebody mentions me', 'Somebody answers me');

    // Before her eyes: nothing has to be told.
    await write(`seen <@${adaId}>`);
    await ada.message('seen').waitFor();
    await ada.composer.fill('a message of mine');
    await ada.composer.press('Enter');
    const { message: mine } = await ben.hears('messagePosted', ({ message }) => message.body === 'a message of mine');
    expect(await shownTo(ada)).toEqual([]);

    await lookAway(ada);
    await write('for nobody');
    await write(`come here <@${adaId}>`);
    await expect.poll(() => titlesTo(ada)).toEqual(['Ben mentioned you in #general']);
    expect((await shownTo(ada))[0]?.body).toBe('come here @Ada');
    await write('an answer', mine.id);
    await expect.poll(() => titlesTo(ada)).toEqual(['Ben mentioned you in #general', 'Ben answered you in #general']);

    // In a call she looks at pictures: the page's title and its icon say that something waits.
    await ada.enter('Lounge');
    await ada.dock.getByRole('button', { name: 'Show the call' }).click();
    await expect(ada.page.locator('link[rel=icon]')).toHaveAttribute('href', '/favicon.svg');
    await write(`more <@${adaId}>`);
    await expect.poll(async () => (await shownTo(ada)).length).toBe(3);
    await expect(ada.page).toHaveTitle(/^\(1\) /u);
    await expect(ada.page.locator('link[rel=icon]')).toHaveAttribute('href', '/favicon-unread.svg');
    const icon = await ada.page.request.get(new URL('/favicon-unread.svg', party.url).href);
    expect(icon.headers()['content-type']).toContain('image/svg+xml');

    await expect(ada.composer).toBeHidden();
    await ada.page.evaluate(() => window.shownNotifications.at(-1)?.dispatchEvent(new Event('click')));
    await expect(ada.composer).toBeVisible();
    await ada.message('more').waitFor();
    await expect(ada.page).toHaveTitle(/^[^(]/u);
    await expect(ada.page.locator('link[rel=icon]')).toHaveAttribute('href', '/favicon.svg');
  } finally {
    ben.close();
  }
});

test('who joins the call is told while the window is hidden, and only then', async ({ guest, party }) => {
  const ada = await guest('Ada', A4);
  const [ben, cleo] = [await Guest.join(party.url, 'Ben'), await Guest.join(party.url, 'Cleo')];
  try {
    await ada.context.grantPermissions(['notifications']);
    await watchNotifications(ada);
    await turnOn(ada, 'Somebody joins my call');
    await ada.enter('Lounge');
    await ben.joinVoice(ben.voiceChannel('Lounge'));
    await ada.person('Ben').waitFor();
    // Nothing hides a page of headless Chromium: this one word of the browser is ours.
    await ada.page.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => true }));
    await cleo.joinVoice(cleo.voiceChannel('Lounge'));
    await expect.poll(() => titlesTo(ada)).toEqual(['Cleo joined Lounge']);
  } finally {
    ben.close();
    cleo.close();
  }
});

test('a browser that refuses is told of, with what to do; allowed later, it is noticed at once', async ({ comeIn }) => {
  const ada = await comeIn('Ada', { voice: 'denied' });
  const dialog = await ada.openPreferences('Notifications');
  const state = dialog.getByTestId('notification-state');
  const mentions = dialog.getByRole('switch', { name: 'Somebody mentions me' });
  await expect(state).toContainText('All of these are off');
  await mentions.click();
  await expect(state).toContainText('Your browser blocks notifications');
  await expect(mentions).toBeDisabled();
  await expect(mentions).not.toBeChecked();
  await ada.context.grantPermissions(['notifications']);
  await expect(state).toContainText('Shown by your system');
  await mentions.click();
  await expect(mentions).toBeChecked();
  await ada.page.reload();
  await ada.voiceChannel('Lounge').waitFor();
  await ada.openPreferences('Notifications');
  await expect(mentions).toBeChecked();
});
