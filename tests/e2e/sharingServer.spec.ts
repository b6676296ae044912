/** What becomes of a share by the app when its server ends, or does not hear it. */
import { Party } from './support/Party.ts';
import type { Person } from './support/Person.ts';
import { A5, capturesOf, comesIn, expect, openShare, press, seesBars, SEEN_MS, test } from './support/sharing.ts';

/** On loopback like all of it, where nobody listens: a firewall that keeps datagrams out looks the same. */
const NOWHERE = '127.0.0.9';

/** From the app's first view into the call of a party that others run. */
const goesTo = async (host: Person, url: string): Promise<void> => {
  await host.nameField.fill('Hanna');
  await host.page.getByRole('textbox', { name: 'Invite or address' }).fill(url);
  await host.page.getByRole('button', { name: 'Go there' }).click();
  await host.page.getByTestId('trust-dialog').getByRole('button', { name: 'Join' }).click({ timeout: SEEN_MS });
  await host.enter('Lounge');
};

test('a server that is killed and comes back has the share again, by itself', async ({ host, door, display }) => {
  test.setTimeout(240_000);
  const party = await Party.start();
  try {
    await goesTo(host, party.url);
    const ben = await comesIn(door, 'Ben', A5, party.url);
    await press(await openShare(host));
    await expect(host.shareButton).toHaveAccessibleName('Stop sharing', { timeout: SEEN_MS });
    await ben.page.getByRole('button', { name: 'Watch the screen of Hanna' }).click();
    await seesBars(ben);

    await party.kill();
    await host.inState('reconnecting');
    await party.startAgain();
    await host.inState('connected');
    await ben.inState('connected');
    await ben.sees('Hanna', 'screen');
    await seesBars(ben);
    await expect(host.tile('Hanna', 'screen').getByTestId('captured-badge')).toBeVisible({ timeout: SEEN_MS });
    expect(capturesOf(display)).toHaveLength(1);
  } finally {
    await party.close();
  }
});

test('a server that does not hear it: the share ends, it is told why, and the browser is offered', async ({
  host,
  display,
}) => {
  test.setTimeout(240_000);
  const party = await Party.start('127.0.0.1', { NATIVE_RTP_ANNOUNCED_IP: NOWHERE });
  try {
    await goesTo(host, party.url);
    // What the test does to the page counts as the person's doing, who did nothing here.
    const dialog = await openShare(host);
    await press(dialog);
    await expect(host.shareButton).toHaveAccessibleName('Stop sharing', { timeout: SEEN_MS });
    await host.page.evaluate(() => Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } }));
    await expect(host.problem).toHaveAttribute('data-code', 'ingest_lost', { timeout: 90_000 });
    await expect(host.shareButton).toHaveAccessibleName('Share screen');
    await expect.poll(() => capturesOf(display)).toEqual([]);
    await expect.poll(async () => (await party.counts())['producers']).toBe(1); // the microphone
    await host.problem.getByRole('button', { name: 'Share by the browser' }).click();
    await expect(host.shareButton).toHaveAccessibleName('Stop sharing', { timeout: SEEN_MS });
  } finally {
    await party.close();
  }
});
