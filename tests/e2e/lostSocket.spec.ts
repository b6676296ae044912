import { TcpProxy } from '../fakes/TcpProxy.ts';
import type { Party, ServerCounts } from './support/Party.ts';
import type { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

const HEARD_DB = -30;
const CUT_MS = 4_000;
const BACK_WITHIN_MS = 8_000;

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

const MEDIA: ReadonlySet<string> = new Set(['transports', 'producers', 'consumers', 'peers']);
const mediaOf = async (party: Party): Promise<Partial<ServerCounts>> => {
  const counts = await party.counts();
  return Object.fromEntries(Object.entries(counts).filter(([kind]) => MEDIA.has(kind)));
};

test('a connection that is lost for seconds takes nothing from the call: sound goes on, nobody is seen leaving', async ({
  comeIn,
  guest,
  party,
}) => {
  const way = await TcpProxy.open(party.url);
  try {
    const ada = await comeIn('Ada', { voice: A4, url: way.url });
    const ben = await guest('Ben', A5);
    await ada.enter('Lounge');
    await ben.enter('Lounge');
    await ada.hears([A5]);
    await ben.hears([A4]);
    await watchRow(ben, 'Ada');
    const before = await mediaOf(party);
    const { packets } = await ada.sent();

    const heard = Promise.all([ada.quietest(A5, CUT_MS + 2_000), ben.quietest(A4, CUT_MS + 2_000)]);
    way.cut();
    await ada.inState('reconnecting');
    await expect(ada.banner).toBeVisible();
    await ada.page.waitForTimeout(CUT_MS);
    way.mend();
    expect(Math.min(...(await heard))).toBeGreaterThan(HEARD_DB);
    await ada.page.locator('[data-testid="voice-dock"][data-state="connected"]').waitFor({ timeout: BACK_WITHIN_MS });
    await expect(ada.banner).toBeHidden();

    // The same transports, producers and consumers as before, on both ends.
    expect(await mediaOf(party)).toEqual(before);
    expect((await ada.sent()).packets).toBeGreaterThan(packets);
    await expect(ben.page.locator('body')).toHaveAttribute('data-vanished', '0');
    await ada.hears([A5], [A4]);
    await ben.hears([A4], [A5]);

    // And it is under control again.
    await ada.mute.click();
    await ben.soundEnded(A4);
    await expect(ben.person('Ada')).toHaveAttribute('data-muted', 'true');
    await ada.exit();
  } finally {
    await way.close();
  }
});

test('what was chosen while the connection was away holds afterwards', async ({ comeIn, guest, party }) => {
  const way = await TcpProxy.open(party.url);
  try {
    const ada = await comeIn('Ada', { voice: A4, url: way.url });
    const ben = await guest('Ben', A5);
    await ada.enter('Lounge');
    await ben.enter('Lounge');
    await ben.hears([A4]);
    way.cut();
    await ada.inState('reconnecting');
    const ended = ben.soundEnded(A4);
    await ada.mute.click();
    await ended; // nothing is sent any more, although the server does not know yet why
    way.mend();
    await expect(ben.person('Ada')).toHaveAttribute('data-muted', 'true', { timeout: BACK_WITHIN_MS });
    await expect(ben.person('Ada')).toHaveAttribute('data-speaking', 'false');
    await ada.unmute.click();
    await ben.hears([A4]);
    await ada.exit();
  } finally {
    await way.close();
  }
});

test('who leaves while the connection is away is gone as soon as it is back', async ({ comeIn, guest, party }) => {
  const way = await TcpProxy.open(party.url);
  try {
    const ada = await comeIn('Ada', { voice: A4, url: way.url });
    const ben = await guest('Ben', A5);
    await ada.enter('Lounge');
    await ben.enter('Lounge');
    await ben.hears([A4]);
    way.cut();
    await ada.inState('reconnecting');
    await ada.leave.click();
    await ada.inState('idle');
    await ben.soundEnded(A4);
    await expect(ben.person('Ada')).toBeVisible();
    way.mend();
    await ben.person('Ada').waitFor({ state: 'detached', timeout: BACK_WITHIN_MS });
  } finally {
    await way.close();
  }
});
