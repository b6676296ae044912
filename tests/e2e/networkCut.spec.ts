import { BadNetwork } from '../fakes/BadNetwork.ts';
import type { Person } from './support/Person.ts';
import { A4, A5, expect, test as base } from './support/test.ts';

const CUT_MS = 5_000;
/** What the bench wants within one second, on a machine that may be busy. */
const BACK_WITHIN_MS = 8_000;
const HEARD_DB = -30;

const test = base.extend<{ network: BadNetwork }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs: nothing here
  settings: async ({}, use) => {
    const { settings } = await BadNetwork.mediaSettings();
    await use(settings);
  },
  network: async ({ party, settings }, use) => {
    const network = await BadNetwork.open(party.url, Number(settings['YANKCORD_MEDIA_PORT']));
    await use(network);
    await network.close();
  },
});

/** Counts from now on how often somebody's row is taken out of the list that this viewer sees. */
const watchRow = (viewer: Person, name: string): Promise<void> =>
  viewer.page.evaluate((watched) => {
    const selector = `[data-testid="voice-person"][data-name="${watched}"]`;
    document.body.dataset['vanished'] = '0';
    new MutationObserver(() => {
      if (document.querySelector(selector) === null) {
        document.body.dataset['vanished'] = String(Number(document.body.dataset['vanished']) + 1);
      }
    }).observe(document.body, { childList: true, subtree: true });
  }, name);

for (const as of ['gone', 'silent'] as const) {
  test(`a network that is ${as} for five seconds heals without a click, and nobody is seen leaving`, async ({
    comeIn,
    guest,
    network,
  }) => {
    const ada = await comeIn('Ada', { voice: A4, network });
    const ben = await guest('Ben', A5);
    await ada.enter('Lounge');
    await ben.enter('Lounge');
    await ada.hears([A5]);
    await ben.hears([A4]);
    await watchRow(ada, 'Ben');
    await watchRow(ben, 'Ada');
    const { packets } = await ada.sent();

    const silent = Promise.all([ada.soundEnded(A5), ben.soundEnded(A4)]);
    network.cut(as);
    await silent;
    await ada.page.waitForTimeout(CUT_MS);
    network.mend();

    await expect.poll(() => ada.level(A5), { timeout: BACK_WITHIN_MS }).toBeGreaterThan(HEARD_DB);
    await expect.poll(() => ben.level(A4), { timeout: BACK_WITHIN_MS }).toBeGreaterThan(HEARD_DB);
    await ada.inState('connected');
    await expect(ada.page.locator('body')).toHaveAttribute('data-vanished', '0');
    await expect(ben.page.locator('body')).toHaveAttribute('data-vanished', '0');
    expect((await ada.sent()).packets).toBeGreaterThan(packets); // by the same transport, not by a new one

    // And it is under control again.
    await ada.mute.click();
    await ben.soundEnded(A4);
    await expect(ben.person('Ada')).toHaveAttribute('data-muted', 'true');
    await ada.exit();
  });
}
