import { expectClean } from './support/axe.ts';
import type { Person } from './support/Person.ts';
import { A4, A5, E6, expect, test } from './support/test.ts';

const WIDE = { width: 1_280, height: 800 };
const NARROW = { width: 390, height: 844 };

const byKeys =
  (keys: string) =>
  async ({ page }: Person): Promise<void> => {
    await page.keyboard.press(keys);
    await page.getByRole('dialog').waitFor();
  };
const details = async ({ dock, page }: Person): Promise<void> => {
  await dock.getByRole('button', { name: 'Connection details' }).click();
  await page.getByRole('dialog', { name: 'Connection details' }).waitFor();
};

/** What is opened over a call, and how; Escape closes each. Whatever is new gets its line here. */
const OVER_A_CALL: Readonly<Record<string, (person: Person) => Promise<unknown>>> = {
  switcher: byKeys('Control+k'),
  'settings, account': async (person) => person.openPreferences('Account'),
  'settings, notifications': async (person) => person.openPreferences('Notifications'),
  'settings, advanced': async (person) => person.openPreferences('Advanced'),
  shortcuts: byKeys('Control+/'),
  streams: byKeys('Control+Shift+L'),
  'connection details': details,
  'why unheard': async (person) => {
    await details(person);
    await person.page.getByRole('button', { name: 'Why can’t they hear me?' }).click();
    await person.page.getByTestId('unheard-verdict').waitFor();
  },
  'sound check': async (person) => {
    await person.openPreferences('Voice');
    await person.page.getByRole('button', { name: 'Check your sound' }).click();
    await person.page.locator('[data-testid="check-found"][data-found="heard"]').waitFor();
  },
  'a person': async (person) => person.openPersonMenu('Ben'),
  'a profile': async (person) => {
    await (await person.openPersonMenu('Ben')).getByRole('button', { name: 'Profile' }).click();
    await person.page.getByTestId('profile').waitFor();
  },
  'a channel': async ({ page }) => {
    await page.getByRole('button', { name: 'Settings of Lounge' }).click();
    await page.getByRole('dialog').waitFor();
  },
  'the end of a channel': async ({ page }) => {
    await page.getByRole('button', { name: 'Settings of Lounge' }).click();
    await page.getByRole('button', { name: 'Delete this channel…' }).click();
    await page.getByRole('button', { name: 'Delete the channel' }).waitFor();
  },
  'a new channel': async ({ page }) => {
    await page.getByRole('button', { name: 'New channel or category' }).click();
    await page.getByRole('dialog').waitFor();
  },
  'running the server': async (person) => {
    await person.page.getByRole('button', { name: 'Manage the server' }).click();
    for (const part of await person.page.getByRole('dialog').getByRole('tab').all()) {
      await part.click();
      await expectClean(person);
    }
  },
  'the party and its invites': async ({ page }) => {
    await page.getByRole('button', { name: 'Your party' }).click();
    await page.getByRole('button', { name: 'Make an invite' }).click();
    await page.getByTestId('invite').first().waitFor();
  },
  'what is written beside': async ({ page }) => {
    await page.getByTestId('voice-text').first().click();
    await page.getByRole('textbox', { name: 'Message in Lounge' }).waitFor();
  },
  search: async ({ page }) => {
    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox', { name: 'Search messages' }).fill('first');
    await page.getByTestId('search-hit').waitFor();
  },
  'what to do with a message': async (person) => {
    await person.message('a first message').click({ button: 'right' });
    await person.page.getByTestId('message-menu').waitFor();
  },
  emoji: async ({ page }) => {
    await page.getByRole('button', { name: 'Insert an emoji' }).click();
    await page.getByRole('button', { name: 'grinning face', exact: true }).waitFor();
  },
};

async function expectCleanSettings(person: Person): Promise<void> {
  const settings = await person.openPreferences('Account');
  for (const part of await settings.getByRole('tab').all()) {
    await test.step(`settings: ${await part.innerText()}`, async () => {
      await part.click();
      await expectClean(person);
    });
  }
  await person.page.keyboard.press('Escape');
  await expect(settings).toHaveCount(0);
}

/** All that is opened by this button, and closed by Escape, is clean. */
async function expectCleanMenu(person: Person, name: string): Promise<void> {
  await person.dock.getByRole('button', { name }).click();
  await person.page.getByTestId('device-menu').waitFor();
  await expectClean(person);
  await person.page.keyboard.press('Escape');
  await expect(person.page.getByRole('dialog')).toHaveCount(0);
}

for (const colorScheme of ['dark', 'light'] as const) {
  for (const viewport of [WIDE, NARROW]) {
    const where = `${colorScheme}, ${String(viewport.width)} x ${String(viewport.height)}`;

    test(`axe finds nothing on the join screen, in a call and over it: ${where}`, async ({ arrive, guest }) => {
      test.setTimeout(480_000);
      const ada = await arrive('Ada', { voice: A4, device: { colorScheme, viewport, reducedMotion: 'reduce' } });
      await expect(ada.joinButton).toBeVisible();
      await expectClean(ada);

      await ada.nameField.fill('Ada');
      await ada.joinButton.click();
      await ada.voiceChannel('Lounge').waitFor(); // who comes first owns the server, and may change everything
      const ben = await guest('Ben', A5);
      await ben.enter('Lounge');
      await ben.composer.fill('a first message');
      await ben.composer.press('Enter');
      if (viewport === NARROW) {
        await expectClean(ada);
        await ada.page.getByRole('button', { name: 'Channels', exact: true }).click();
      }
      await ada.enter('Lounge');
      await ada.soundBegan(A5);
      await expectClean(ada);
      // Each theme and each width once.
      if ((colorScheme === 'dark') === (viewport === WIDE)) {
        await expectCleanSettings(ada);
      }
      for (const [view, open] of Object.entries(OVER_A_CALL)) {
        await test.step(view, async () => {
          await open(ada);
          await expectClean(ada);
          await ada.page.keyboard.press('Escape');
          await expect(ada.page.getByRole('dialog')).toHaveCount(0);
        });
      }
      if (viewport === NARROW) {
        await ada.page.getByRole('button', { name: 'Channels', exact: true }).click();
      }

      if (viewport === WIDE) {
        for (const devices of ['Choose a microphone', 'Choose a speaker', 'Choose a camera']) {
          await expectCleanMenu(ada, devices);
        }
      }
      await ada.page.getByRole('button', { name: 'Show the call' }).click();
      await ada.tile('Ben', 'person').waitFor();
      await expectClean(ada);
      if (viewport === NARROW) {
        await expectCleanMenu(ada, 'Microphone, speaker and camera');
      }
      await ben.cameraButton.click();
      await ben.shareButton.click();
      await expect(ada.person('Ben')).toHaveAttribute('data-screen', 'true');
      await ada.tile('Ben', 'screen').waitFor();
      await expectClean(ada);
    });
  }
}

for (const [locale, join, leave] of [
  ['en-US', 'Join', 'Leave call'],
  ['pt-BR', 'Entrar', 'Sair da chamada'],
] as const) {
  test(`every word is there in ${locale}`, async ({ arrive }) => {
    const ada = await arrive('Ada', { voice: E6, device: { locale } });
    await expectWords(ada);
    await ada.page.getByRole('textbox').fill('Ada');
    await ada.page.getByRole('button', { name: join, exact: true }).click();
    await ada.voiceChannel('Lounge').click();
    await ada.inState('connected');
    await expect(ada.page.getByRole('button', { name: leave })).toBeVisible();
    await expect(ada.page.locator('html')).toHaveAttribute('lang', locale === 'en-US' ? 'en' : locale);
    await expectWords(ada);
    await ada.page.keyboard.press('Control+,');
    await ada.page.getByRole('dialog').waitFor();
    await expectWords(ada);
  });
}

/** A key without its words shows itself: `group.leaf`. */
async function expectWords({ page }: Person): Promise<void> {
  const words = await page.evaluate(() => [
    document.body.innerText,
    ...[...document.querySelectorAll('*')].flatMap((element) =>
      ['aria-label', 'placeholder', 'title', 'alt'].map((name) => element.getAttribute(name) ?? ''),
    ),
  ]);
  expect(words.join('\n')).not.toMatch(/\b[a-z]+\.[a-z]+[A-Za-z]*\b(?!\w*@)/);
}
