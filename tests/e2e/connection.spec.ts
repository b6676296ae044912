import { AxeBuilder } from '@axe-core/playwright';
import { TcpProxy } from '../fakes/TcpProxy.ts';
import type { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

/** Two looks, a second apart, on a slow machine. */
const MEASURED_WITHIN_MS = 12_000;
const BACK_WITHIN_MS = 8_000;

const expectAccessible = async ({ page }: Person): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
};

test('how the call goes is explained, measured, drawn and given away without addresses, from the keyboard', async ({
  guest,
}) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ada.hears([A5]);
  const open = ada.dock.getByRole('button', { name: 'Connection details' });
  // What the state means and what reconnecting would do is told to whoever comes near, by the keyboard too.
  await ada.page.keyboard.press('Tab');
  await open.focus();
  const tip = ada.page.getByTestId('health-tip');
  await expect(tip).toContainText(/Good.*Your sound gets through both ways.*Reconnecting builds a fresh way/s);
  const [shown, beside] = [await tip.boundingBox(), await open.boundingBox()];
  expect(Math.abs((shown?.y ?? 0) + (shown?.height ?? 0) - (beside?.y ?? 0))).toBeLessThan(20);
  await ada.page.keyboard.press('Enter');
  await expect(tip).toHaveCount(0);
  const details = ada.page.getByRole('dialog', { name: 'Connection details' });
  await expect(details).toContainText('Your sound gets through both ways.');
  await expect(details).toContainText(/Round trip\s*\d+ ms/, { timeout: MEASURED_WITHIN_MS });
  await expect(details).toContainText(/Lost\s*\d+\.\d%\s*\d+\.\d%/, { timeout: MEASURED_WITHIN_MS });
  await expect(details).toContainText(/Bitrate\s*[1-9]\d* kbit\/s\s*[1-9]\d* kbit\/s/);
  await expect(details).toContainText(/Sent by\s*UDP\s*Server\s*127\.0\.0\.1:\d+\s*Sound format\s*opus 48 kHz/);
  const graph = details.getByTestId('connection-graph');
  await expect(graph).toHaveAttribute('aria-label', /round trip from \d+ to \d+ ms, on average \d+ ms/);
  await expect(graph.locator('canvas')).toHaveCount(1);
  await expectAccessible(ada);

  await details.getByRole('button', { name: 'Copy diagnostics' }).click();
  await expect(details.getByRole('status')).toHaveText('Copied');
  const copied = await ada.page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/Server: 127\.x\.x\.x:\d+/);
  expect(copied).not.toMatch(/127\.0\.0\.1|Ada|Ben/);

  await ada.page.keyboard.press('Escape');
  await expect(details).toBeHidden();
  await expect(open).toBeFocused();

  await ada.page.keyboard.press('Control+Shift+L');
  const heard = ada.page.getByTestId('stream').and(ada.page.locator('[data-direction="received"]'));
  await expect(heard).toHaveAttribute('data-name', 'Ben', { timeout: MEASURED_WITHIN_MS });
  await expect(heard).toContainText(/opus 48 kHz.*Jitter buffer\s*\d+ ms.*Level\s*-1\d dB/s);
  await expectAccessible(ada);
});

test('each state says what it means, and reconnecting builds a fresh way that keeps the call (C20)', async ({
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
    await ben.hears([A4]);
    await ada.dock.getByRole('button', { name: 'Connection details' }).click();
    const details = ada.page.getByTestId('connection-details');
    let { packets: most } = await ada.sent();
    await details.getByRole('button', { name: 'Reconnect' }).click();
    // The packets of the old way are forgotten with it: the count begins anew.
    await expect
      .poll(
        async () => {
          const { packets } = await ada.sent();
          const fell = packets < most;
          most = Math.max(most, packets);
          return fell;
        },
        { timeout: MEASURED_WITHIN_MS, intervals: [100] },
      )
      .toBe(true);
    await ada.inState('connected');
    await expect(ben.person('Ada')).toHaveCount(1);
    await ben.hears([A4], [A5]);
    await ada.hears([A5], [A4]);

    way.cut();
    await ada.inState('reconnecting');
    await expect(details).toContainText('A new one is looked for by itself');
    await expect(details.getByRole('button', { name: 'Reconnect' })).toHaveCount(0);
    way.mend();
    await ada.page.locator('[data-testid="voice-dock"][data-state="connected"]').waitFor({ timeout: BACK_WITHIN_MS });
    await expect(details).toContainText('Your sound gets through both ways.');
    await ada.page.keyboard.press('Escape');
    await ada.exit();
  } finally {
    await way.close();
  }
});

test('why somebody is not heard is found, from their microphone to the others', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ada.dock.getByRole('button', { name: 'Connection details' }).click();
  await ada.page.getByRole('button', { name: 'Why can’t they hear me?' }).click();
  const verdict = ada.page.getByTestId('unheard-verdict');
  const told = async (sentence: string | RegExp): Promise<void> => {
    await expect(verdict).toHaveText(sentence, { timeout: MEASURED_WITHIN_MS });
  };
  await told('Nobody else is in this channel.');
  await ben.enter('Lounge');
  await ben.hears([A4]);
  await told('Nothing is in the way: 1 person hears you.');
  await expect(ada.page.locator('[data-testid="unheard-link"]:not([data-state="good"])')).toHaveCount(0);
  await expectAccessible(ada);

  await ben.deafen.click();
  await told('Not everybody hears you: Ben is deafened.');
  await ada.page.keyboard.press('Control+Shift+M');
  await told('You are muted.');
  await expect(ada.page.locator('[data-testid="unheard-link"][data-link="server"]')).toHaveAttribute(
    'data-state',
    'unknown',
  );
  await ada.page.getByRole('button', { name: 'Unmute' }).last().click();
  await ben.undeafen.click();
  await told('Nothing is in the way: 1 person hears you.');
});
