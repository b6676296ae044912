/** Where things are on Yankcord's screen: the one place that knows its words and marks. */
import type { Locator, Page } from '@playwright/test';

export class Screen {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get nameField(): Locator {
    return this.page.getByRole('textbox', { name: 'Your name' });
  }

  get joinButton(): Locator {
    return this.page.getByRole('button', { name: 'Join', exact: true });
  }

  voiceChannel(name: string): Locator {
    return this.page.getByTestId('voice-channel').and(this.page.getByRole('button', { name, exact: true }));
  }

  /** Everyone in any voice channel. */
  get people(): Locator {
    return this.page.getByTestId('voice-person');
  }

  person(name: string): Locator {
    return this.page.locator(`[data-testid="voice-person"][data-name="${name}"]`);
  }

  get dock(): Locator {
    return this.page.getByTestId('voice-dock');
  }

  get problem(): Locator {
    return this.page.getByTestId('dock-problem');
  }

  get mute(): Locator {
    return this.dock.getByRole('button', { name: 'Mute', exact: true });
  }

  /** The button of what can be done about somebody in a call. */
  personActions(name: string): Locator {
    return this.person(name).getByRole('button', { name: `Actions for ${name}` });
  }

  /** What can be done about somebody in a call, opened. */
  async openPersonMenu(name: string): Promise<Locator> {
    await this.person(name).click({ button: 'right' });
    return this.page.getByRole('dialog', { name: `Actions for ${name}` });
  }

  /** The settings, opened by their shortcut at one part. */
  async openPreferences(part: string): Promise<Locator> {
    await this.page.keyboard.press('Control+,');
    const dialog = this.page.getByRole('dialog', { name: 'Settings' });
    await dialog.getByRole('tab', { name: part }).click();
    return dialog;
  }

  get unmute(): Locator {
    return this.dock.getByRole('button', { name: 'Unmute', exact: true });
  }

  get deafen(): Locator {
    return this.dock.getByRole('button', { name: 'Deafen', exact: true });
  }

  get undeafen(): Locator {
    return this.dock.getByRole('button', { name: 'Undeafen', exact: true });
  }

  get leave(): Locator {
    return this.dock.getByRole('button', { name: 'Leave call', exact: true });
  }

  get cameraButton(): Locator {
    return this.dock.getByRole('button', { name: /^Turn camera (on|off)$/ });
  }

  get shareButton(): Locator {
    return this.dock.getByRole('button', { name: /^(Share screen|Stop sharing)$/ });
  }

  get stage(): Locator {
    return this.page.getByTestId('stage');
  }

  /** Somebody's picture on the stage, the offer of one, or their place without any. */
  tile(name: string, source: 'camera' | 'screen' | 'person'): Locator {
    return this.stage.locator(`[data-testid="stage-tile"][data-name="${name}"][data-source="${source}"]`);
  }

  get banner(): Locator {
    return this.page.getByTestId('connection-banner');
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Message #general' });
  }

  /** By what it says itself, not by what it answers. */
  message(text: string): Locator {
    const body = this.page.getByTestId('message-body').filter({ hasText: text });
    return this.page.getByTestId('message').filter({ has: body });
  }

  /** Comes in under a name, up to the channel list. */
  async signIn(url: string, name: string): Promise<void> {
    await this.page.goto(url);
    await this.nameField.fill(name);
    await this.joinButton.click();
    await this.voiceChannel('Lounge').waitFor();
  }

  async inState(state: string): Promise<void> {
    await this.page.locator(`[data-testid="voice-dock"][data-state="${state}"]`).waitFor({ state: 'attached' });
  }
}

/** Without processing by the browser, which takes a pure tone for noise and removes it. */
export const UNPROCESSED = { echoCancellation: false, noiseSuppression: 'off', autoGain: false };

/** Everybody as loud as they are sent, so that levels tell what was sent. */
const AS_SENT = { autoLevel: false };

/** The app's own sounds are for the tests that listen to them: all others hear tones, and nothing beside. */
const NO_CUES = { volume: 0 };

/** The sound check of the first time is for the test of it: all others have been through it. */
const BEEN_HERE = { soundChecked: true };

/** Settings of a person as they are found on this device, in the form that Playwright gives a context. */
export const deviceState = (url: string, more: Readonly<Record<string, string>> = {}): DeviceState => ({
  cookies: [],
  origins: [
    {
      origin: url,
      localStorage: Object.entries({
        'yankcord.settings': JSON.stringify({ audio: UNPROCESSED }),
        'yankcord.hearing': JSON.stringify(AS_SENT),
        'yankcord.cues': JSON.stringify(NO_CUES),
        'yankcord.firstRun': JSON.stringify(BEEN_HERE),
        ...more,
      }).map(([name, value]) => ({ name, value })),
    },
  ],
});

export interface DeviceState {
  cookies: [];
  origins: { origin: string; localStorage: { name: string; value: string }[] }[];
}
