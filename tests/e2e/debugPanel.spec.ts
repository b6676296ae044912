import { A4, A5, expect, test } from './support/test.ts';

test('the debug panel shows the parts of a running call, and gives them away without names and addresses', async ({
  guest,
  party,
}) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Benedict', A5);
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ada.soundBegan(A5);

  const dialog = await ada.openPreferences('Advanced');
  const fact = (group: string, name: string): ReturnType<typeof dialog.locator> =>
    dialog.locator(`[data-group="${group}"] [data-fact="${name}"] dd`);
  await expect(fact('debug.session', 'debug.signaling')).toHaveText('welcomed');
  await expect(fact('debug.session', 'debug.call')).toHaveText('connected');
  await expect(fact('debug.audio', 'debug.contextState')).toHaveText('running');
  await expect(fact('debug.audio', 'debug.baseLatency')).toHaveText(/^\d+\.\d ms$/u);
  for (const way of ['streams.sent', 'streams.received']) {
    await expect(fact(way, 'debug.ice')).toHaveText(/^(connected|completed)$/u);
    await expect(fact(way, 'debug.dtls')).toHaveText('connected');
    await expect(fact(way, 'debug.pair')).toHaveText(/^(host|prflx), host, udp$/u);
  }
  await expect(dialog.locator('[data-testid=stream][data-direction=received][data-name=Benedict]')).toContainText(
    'opus',
  );

  await dialog.getByRole('button', { name: 'Copy diagnostics' }).click();
  await expect(dialog.getByRole('status').filter({ hasText: 'Copied' })).toBeVisible();
  const copied = await ada.page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/ICE: (connected|completed)/u);
  expect(copied).toContain('Audio graph: State: running');
  expect(copied).not.toMatch(/Ada|Benedict/u);
  expect(copied).not.toContain(new URL(party.url).hostname);

  // Outside of a call it says so, and nothing is measured.
  await ada.page.keyboard.press('Escape');
  await ada.exit();
  await ada.openPreferences('Advanced');
  await expect(fact('debug.session', 'debug.call')).toHaveText('idle');
  await expect(dialog.getByText('Streams appear here while you are in a call.')).toBeVisible();
});
