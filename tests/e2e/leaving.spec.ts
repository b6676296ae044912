import type { Person } from './support/Person.ts';
import { A4, A5, E6, expect, test } from './support/test.ts';

declare global {
  interface Window {
    joinsHeldBack: boolean;
  }
}

const GONE_WITHIN_MS = 2_000;
const UNHEARD_WITHIN_MS = 2_000;
/** Who only broke off is waited for: 15 s, and what it takes to see. */
const LOST_WITHIN_MS = 17_000;

/** Ben (in the call) and Cleo (outside of it) see Ada go; Ben no longer hears her. */
async function expectGone(
  ben: Person,
  cleo: Person,
  go: () => Promise<unknown>,
  withinMs = GONE_WITHIN_MS,
): Promise<void> {
  await expect(ben.person('Ada')).toBeVisible();
  await expect(cleo.person('Ada')).toBeVisible();
  await ben.hears([A4]);
  const goneMs = Date.now();
  const away = Promise.all(
    [ben, cleo].map(async (viewer) => {
      await viewer.person('Ada').waitFor({ state: 'detached', timeout: withinMs });
      return Date.now() - goneMs;
    }),
  );
  const ended = ben.soundEnded(A4);
  await go();
  expect(Math.max(...(await away))).toBeLessThan(withinMs);
  expect((await ended) - goneMs).toBeLessThan(UNHEARD_WITHIN_MS);
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

test('closing the tab on the way back into the call removes a person too, without waiting for the grace', async ({
  guest,
  party,
}) => {
  const ada = await guest('Ada', A4);
  const cleo = await guest('Cleo', E6);
  await ada.context.addInitScript(() => {
    const { send } = Object.getOwnPropertyDescriptors(WebSocket.prototype);
    window.joinsHeldBack = false;
    WebSocket.prototype.send = function (data) {
      const joins = typeof data === 'string' && data.includes('"joinVoice"');
      if (!joins || !window.joinsHeldBack) {
        send.value?.call(this, data);
      }
    };
  });
  await ada.page.reload();
  await ada.enter('Lounge');
  await expect(cleo.person('Ada')).toBeVisible();
  await party.stop();
  await ada.inState('reconnecting');
  // The way back stays open: the server does not hear of the join.
  await ada.page.evaluate(() => (window.joinsHeldBack = true));
  await party.startAgain();
  await expect(cleo.banner).toHaveCount(0);
  await expect(ada.banner).toHaveCount(0);
  await expect(cleo.person('Ada')).toBeVisible();
  await ada.page.close({ runBeforeUnload: true });
  await cleo.person('Ada').waitFor({ state: 'detached', timeout: GONE_WITHIN_MS });
});

test('a browser that is killed is waited for, and then removes its person for everyone', async ({
  comeIn,
  guest,
  voices,
}) => {
  const { browser, pid } = await voices.mortal(A4);
  const ada = await comeIn('Ada', { voice: browser });
  const [ben, cleo] = [await guest('Ben', A5), await guest('Cleo', E6)];
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  const kill = (): Promise<void> => {
    process.kill(pid, 'SIGKILL');
    return Promise.resolve();
  };
  await expectGone(ben, cleo, kill, LOST_WITHIN_MS);
});
