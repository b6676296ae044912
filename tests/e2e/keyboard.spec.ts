/** A whole call without a mouse, in both languages: what has the focus is seen, and the focus is never lost. */
import type { Locator } from '@playwright/test';
import type { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

/** More stops than there are between any two things here. */
const STOPS_MAX = 60;
const LINE_PX = 2;

const WORDS = {
  'en-US': {
    join: 'Join',
    mute: 'Mute',
    unmute: 'Unmute',
    actions: 'Actions for Ben',
    volume: 'Volume',
    profile: 'Profile',
    show: 'Show the call',
    watch: 'Watch the screen of Ben',
    enlarge: 'Enlarge: Screen of Ben',
    everybody: 'Show everybody',
    microphones: 'Choose a microphone',
    leave: 'Leave call',
    channels: 'Channels',
    members: 'Members',
    voice: 'Your voice',
  },
  'pt-BR': {
    join: 'Entrar',
    mute: 'Desligar microfone',
    unmute: 'Ligar microfone',
    actions: 'Ações para Ben',
    volume: 'Volume',
    profile: 'Perfil',
    show: 'Mostrar a chamada',
    watch: 'Assistir à tela de Ben',
    enlarge: 'Ampliar: Tela de Ben',
    everybody: 'Mostrar todo mundo',
    microphones: 'Escolher o microfone',
    leave: 'Sair da chamada',
    channels: 'Canais',
    members: 'Membros',
    voice: 'Sua voz',
  },
} as const;

const hasFocus = (element: Locator): Promise<boolean> =>
  element.evaluate((one) => one === document.activeElement).catch(() => false);

/** A line around what has the focus, or around what draws it for it. */
async function expectLine({ page }: Person): Promise<void> {
  const seen = await page.evaluate((leastPx) => {
    const { activeElement } = document;
    const around = [activeElement, activeElement?.parentElement, activeElement?.parentElement?.parentElement];
    const lined = around.some((element) => {
      if (!(element instanceof HTMLElement)) {
        return false;
      }
      const { outlineStyle, outlineWidth, visibility } = getComputedStyle(element);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= leastPx && visibility === 'visible';
    });
    return lined ? '' : (activeElement?.outerHTML.slice(0, 200) ?? 'nothing');
  }, LINE_PX);
  expect(seen, 'what has the focus has a line around it').toBe('');
}

/** Walks on with Tab until it is there; every stop on the way is seen. */
async function walkTo(person: Person, element: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await element.waitFor({ state: 'attached' });
  for (let stops = 0; stops < STOPS_MAX && !(await hasFocus(element)); stops += 1) {
    await person.page.keyboard.press(key);
    await expectLine(person);
  }
  await expect(element).toBeFocused();
}

for (const locale of ['en-US', 'pt-BR'] as const) {
  test(`from the address to the end of a call by the keyboard alone: ${locale}`, async ({ arrive, guest }) => {
    test.setTimeout(150_000);
    const words = WORDS[locale];
    const ben = await guest('Ben', A5);
    await ben.enter('Lounge');
    const ada = await arrive('Ada', { voice: A4, device: { locale } });
    const { page } = ada;
    const { keyboard } = page;
    const button = (name: string): Locator => page.getByRole('button', { name, exact: true });

    await expect(page.getByRole('textbox')).toBeFocused();
    await keyboard.type('Ada');
    await keyboard.press('Enter');
    await walkTo(ada, ada.voiceChannel('Lounge'));
    for (const landmark of [
      page.getByRole('main'),
      page.getByRole('navigation', { name: words.channels }),
      page.getByRole('complementary', { name: words.members }),
      page.getByRole('region', { name: words.voice }),
    ]) {
      await expect(landmark).toHaveCount(1);
    }
    await keyboard.press('Enter');
    await ada.inState('connected');
    await ben.hears([A4], [A5]);

    // Muting: by its keys, and by its button.
    await keyboard.press('Control+Shift+M');
    await ben.soundEnded(A4);
    await walkTo(ada, button(words.unmute));
    await keyboard.press('Space');
    await ben.soundBegan(A4);
    await expect(button(words.mute)).toBeFocused();
    await keyboard.press('Control+Shift+D');
    await ada.soundEnded(A5);
    await keyboard.press('Control+Shift+D');
    await ada.soundBegan(A5);

    // Another device, and back to the button.
    await walkTo(ada, button(words.microphones));
    await keyboard.press('Enter');
    await walkTo(ada, page.getByTestId('device-menu').getByRole('radio', { checked: true }));
    await keyboard.press('ArrowDown');
    await expect(page.getByTestId('device-menu').getByRole('radio').nth(1)).toBeChecked();
    await keyboard.press('ArrowUp');
    await keyboard.press('Escape');
    await expect(button(words.microphones)).toBeFocused();
    await ben.soundBegan(A4);

    // Somebody's volume: none, and as it was.
    const actions = ada.person('Ben').getByRole('button', { name: words.actions });
    await walkTo(ada, actions, 'Shift+Tab');
    await keyboard.press('Enter');
    const volume = page.getByRole('slider', { name: words.volume, exact: true });
    await walkTo(ada, volume);
    await keyboard.press('Home');
    await ada.soundEnded(A5);
    for (let steps = 0; steps < 20; steps += 1) {
      await keyboard.press('ArrowRight');
    }
    await ada.soundBegan(A5);
    await keyboard.press('Escape');
    await expect(actions).toBeFocused();

    // Their profile, by the menu: a dialog that holds the focus and gives it back.
    await keyboard.press('Shift+F10');
    await walkTo(ada, page.getByTestId('person-menu').getByRole('button', { name: words.profile }));
    await keyboard.press('Enter');
    const profile = page.getByRole('dialog', { name: words.profile });
    await profile.waitFor();
    for (let stops = 0; stops < 8; stops += 1) {
      await keyboard.press('Tab');
      expect(await profile.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
    }
    await keyboard.press('Escape');
    await expect(actions).toBeFocused();

    // The stage, and a screen on it.
    await walkTo(ada, button(words.show));
    await keyboard.press('Enter');
    await ada.tile('Ben', 'person').waitFor();
    await ben.shareButton.click();
    await walkTo(ada, button(words.watch));
    await keyboard.press('Enter');
    await ada.sees('Ben', 'screen');
    await expect(button(words.enlarge)).toBeFocused();
    await keyboard.press('Enter');
    await expect(ada.tile('Ben', 'screen').getByRole('button', { name: words.everybody })).toBeFocused();
    await expect(page.getByTestId('stage-strip').getByTestId('stage-tile')).toHaveCount(2);
    await keyboard.press('Escape');
    await expect(page.getByTestId('stage-grid')).toBeVisible();
    await expect(button(words.enlarge)).toBeFocused();

    await walkTo(ada, button(words.leave), 'Shift+Tab');
    await keyboard.press('Enter');
    await ada.inState('idle');
    await ben.soundEnded(A4);
    await expect(button(words.mute)).toBeFocused();
  });
}
