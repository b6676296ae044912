import type { Person } from './support/Person.ts';
import { A4, A5, E6, expect, test } from './support/test.ts';

const GONE_WITHIN_MS = 2_000;

/** Ben (in the call) and Cleo (outside of it) see Ada go; Ben no longer hears her. */
async function expectGone(ben: Person, cleo: Person, go: () => Promise<unknown>): Promise<void> {
  await expect(ben.person('Ada')).toBeVisible();
  await expect(cleo.person('Ada')).toBeVisible();
  await ben.hears([A4]);
  const goneMs = Date.now();
  const away = Promise.all(
    [ben, cleo].map(async (viewer) => {
      await viewer.person('Ada').waitFor({ state: 'detached' });
      return Date.now() - goneMs;
    }),
  );
  const ended = ben.soundEnded(A4);
  await go();
  expect(Math.max(...(await away))).toBeLessThan(GONE_WITHIN_MS);
  expect((await ended) - goneMs).toBeLessThan(GONE_WITHIN_MS);
  await expect(ben.person('Ben')).toBeVisible();
}

test('leaving the call removes a person for everyone', async ({ guest }) => {
  const [ada, ben, cleo] = [await guest('Ada', A4), await guest('Ben', A5), await guest('Cleo', E6)];
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ada.hears([A5]);
  await expectGone(ben, cleo, () => ada.leave.click());
  await ada.soundEnded(A5);
  await ada.inState('idle');
});

test('closing the tab removes a person for everyone', async ({ guest }) => {
  const [ada, ben, cleo] = [await guest('Ada', A4), await guest('Ben', A5), await guest('Cleo', E6)];
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await expectGone(ben, cleo, () => ada.page.close({ runBeforeUnload: true }));
});

test('a browser that is killed removes its person for everyone', async ({ arrive, guest, voices }) => {
  const { browser, pid } = await voices.mortal(A4);
  const ada = await arrive('Ada', { voice: browser });
  await ada.nameField.fill('Ada');
  await ada.joinButton.click();
  const [ben, cleo] = [await guest('Ben', A5), await guest('Cleo', E6)];
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await expectGone(ben, cleo, () => {
    process.kill(pid, 'SIGKILL');
    return Promise.resolve();
  });
});
