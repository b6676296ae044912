import { A4, A5, expect, test } from './support/test.ts';

const FIVE_MINUTES_MS = 5 * 60_000;
const SHORT_MS = 1_500;

test('someone who touches nothing for five minutes is shown as idle, and as here again on the first touch', async ({
  guest,
}) => {
  const ben = await guest('Ben', A5);
  const ada = await guest('Ada', A4);
  const row = ben.page.getByTestId('member').filter({ hasText: 'Ada' });
  await expect(row.getByRole('img', { name: 'Online' })).toBeVisible();

  // Only the wait of five minutes is cut short in Ada's page; everything else keeps its time.
  await ada.page.addInitScript(
    ([long, short]) => {
      const wait = window.setTimeout.bind(window);
      window.setTimeout = ((run: () => void, ms?: number) =>
        wait(run, ms === long ? short : ms)) as typeof window.setTimeout; // Node's types add a member to it
    },
    [FIVE_MINUTES_MS, SHORT_MS] as const,
  );
  await ada.page.reload();
  await ada.composer.waitFor();
  await expect(row.getByRole('img', { name: 'Idle' })).toBeVisible();
  await ada.page.mouse.move(200, 200);
  await expect(row.getByRole('img', { name: 'Online' })).toBeVisible();
});
