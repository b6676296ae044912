/** States that are easily forgotten: nobody, too many, nothing there, another version, and names of every kind. */
import { chromium } from '@playwright/test';
import { chromiumOptions } from '../fakes/chromium.ts';
import { gather } from '../fakes/crowd.ts';
import { Guest } from '../fakes/Guest.ts';
import { PlainDoor } from '../fakes/PlainDoor.ts';
import { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

const NARROW = { width: 390, height: 844 };
const FIFTY = 50;
const HELD_BACK_MS = 1_500;

// The floor belongs to the room and goes with it: here soon after the last person.
test.use({ settings: { YANKCORD_ROOM_WARM_MS: '2000' } });

/** Nothing sticks out at the side, whatever is shown. */
async function expectFits({ page }: Person): Promise<void> {
  const out = await page.evaluate(() =>
    [...document.querySelectorAll('main *')]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
      .filter((element) => element.closest('[data-testid="stage-strip"]') === null)
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  expect(out).toEqual([]);
}

test('fifty people are in a list, in a call and on the stage, whatever they are called', async ({ guest, party }) => {
  test.setTimeout(150_000);
  const crowd = await gather(party.url, FIFTY, 'Lounge', true);
  try {
    const ada = await guest('Ada', A4);
    await expect(ada.people).toHaveCount(FIFTY);
    await expect(ada.page.getByTestId('member')).toHaveCount(FIFTY + 1);
    await ada.enter('Lounge');
    await expect(ada.people).toHaveCount(FIFTY + 1);
    await expectFits(ada);

    // A name from right to left ends where it ends: what follows it stays on its right.
    const row = ada.person('Ana سارة (2)');
    const [name, actions] = [row.locator('bdi'), row.getByRole('button')];
    expect((await name.boundingBox())?.x ?? 0).toBeLessThan((await actions.boundingBox())?.x ?? 0);
    await expect(ada.person('يوسف بن عبد الله').locator('bdi')).toHaveCSS('direction', 'rtl');
    await expect(actions).toHaveAccessibleName('Actions for \u2068Ana سارة (2)\u2069');

    await expect(ada.stage).toBeVisible();
    const tiles = ada.page.getByTestId('stage-tile');
    await expect(tiles).toHaveCount(9);
    await expect(ada.stage.getByText('Page 1 of 6')).toBeVisible();
    await ada.stage.getByRole('button', { name: 'Next page' }).click();
    await expect(ada.stage.getByText('Page 2 of 6')).toBeVisible();
    await expectFits(ada);
    await ada.page.setViewportSize(NARROW);
    await ada.page.getByRole('button', { name: 'Show the call' }).click();
    await expect(tiles).toHaveCount(4);
    await expect(ada.stage.getByText('of 13')).toBeVisible();
    await expectFits(ada);
    await ada.stage
      .getByRole('button', { name: /^Enlarge/ })
      .first()
      .click();
    await expect(tiles).toHaveCount(5);
    await expectFits(ada);
    await ada.page.getByRole('button', { name: 'Channels', exact: true }).click();
    await ada.page.getByRole('button', { name: 'Members', exact: true }).click();
    await expectFits(ada);
    await ada.exit();
  } finally {
    crowd.leave();
  }
});

test('a full channel says so in its place and lets in when there is room, where one is alone', async ({
  guest,
  party,
}) => {
  const owner = await Guest.join(party.url, 'Owner'); // the first to come owns the server
  try {
    const channelId = owner.voiceChannel('Lounge');
    await owner.ask('updateVoiceChannel', { channelId, memberLimit: 1 });
    await owner.joinVoice(channelId);
    const ada = await guest('Ada', A4);
    await ada.voiceChannel('Lounge').click();
    await expect(ada.problem).toHaveAttribute('data-code', 'channel_full');
    await expect(ada.voiceChannel('Lounge')).toContainText('Full');
    await expect(ada.voiceChannel('Lounge')).toHaveAccessibleDescription('Full');
    await owner.ask('leaveVoice', {});
    await expect(ada.people).toHaveCount(0);
    await ada.problem.getByRole('button', { name: 'Try again' }).click();
    await ada.inState('connected');
    await expect(ada.page.getByTestId('alone')).toBeVisible();
    await expect(ada.problem).toHaveCount(0);
    await owner.ask('updateVoiceChannel', { channelId, memberLimit: 0 });
    await owner.joinVoice(channelId);
    await expect(ada.page.getByTestId('alone')).toHaveCount(0);
  } finally {
    owner.close();
  }
});

test('without any microphone a person hears the others, and is told', async ({ comeIn, guest }) => {
  const { args = [], ...options } = chromiumOptions({ allowed: true });
  const fake = '--use-fake-device-for-media-stream';
  const browser = await chromium.launch({ ...options, args: args.filter((flag) => flag !== fake) });
  try {
    const ben = await guest('Ben', A5);
    await ben.enter('Lounge');
    const ada = await comeIn('Ada', { voice: browser });
    await ada.enter('Lounge');
    await expect(ada.problem).toHaveAttribute('data-code', 'microphone_missing');
    await expect(ada.problem.getByRole('button', { name: 'Choose another microphone' })).toBeVisible();
    await ada.hears([A5]);
    await ada.exit(); // a browser that is closed says no goodbye
  } finally {
    await browser.close();
  }
});

test('a server of another version is told with what to do', async ({ arrive }) => {
  const ada = await arrive('Ada', { voice: A4 });
  await ada.page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      server.send(String(message).replace(/("protocolVersion"):\d+/, '$1:999'));
    });
  });
  await ada.page.reload(); // only pages that are loaded from here on are led this way
  await ada.nameField.fill('Ada');
  await ada.joinButton.click();
  const told = ada.page.getByRole('alert').filter({ hasText: 'another version of Yankcord' });
  await expect(told).toBeVisible();
  const loaded = ada.page.waitForEvent('load');
  await told.getByRole('button', { name: 'Reload' }).click();
  await loaded;
  await expect(ada.joinButton).toBeVisible();
});

test('a page of an insecure address says why there is no call, and leads to the secure one', async ({ party }) => {
  const { port } = new URL(party.url);
  const plain = await PlainDoor.open(Number(port));
  const { args = [], ...options } = chromiumOptions({ allowed: true });
  // Any other name than localhost is insecure by http.
  const browser = await chromium.launch({
    ...options,
    args: [...args, '--host-resolver-rules=MAP party.test 127.0.0.1'],
  });
  try {
    const page = await browser.newPage({ locale: 'en-US', ignoreHTTPSErrors: true });
    const ada = new Person(page, 'Ada');
    await page.goto(`http://party.test:${String(plain.port)}`);
    await expect(page.getByTestId('insecure')).toContainText('insecure address');
    await ada.nameField.fill('Ada');
    await ada.joinButton.click();
    await ada.composer.fill('hello all the same');
    await ada.composer.press('Enter');
    await expect(ada.message('hello all the same')).toBeVisible();
    await ada.voiceChannel('Lounge').click();
    await expect(ada.problem).toHaveAttribute('data-code', 'insecure_context');
    await expect(ada.problem.getByRole('button', { name: 'Open the secure address' })).toBeVisible();

    // Who types the address without a scheme comes by http to the port of https, and is sent on.
    await page.goto(`http://party.test:${port}`);
    expect(page.url()).toBe(`https://party.test:${port}/`);
    await expect(ada.nameField).toBeVisible();
    expect(ada.faults).toEqual([]);
  } finally {
    await browser.close();
    await plain.close();
  }
});

test('what takes long is sketched, and messages that cannot be loaded are told with a way to try again', async ({
  guest,
}) => {
  const ada = await guest('Ada', A4);
  let refusals = 1;
  await ada.page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const asked = /^42(\d+)\["(\w+)"/.exec(String(message));
      if (asked?.[2] === 'authenticate') {
        setTimeout(() => {
          server.send(message);
        }, HELD_BACK_MS);
      } else if (asked?.[2] === 'loadMessages' && refusals > 0) {
        refusals -= 1;
        socket.send(`43${asked[1] ?? ''}[{"ok":false,"error":{"code":"internal","message":"refused by the test"}}]`);
      } else {
        server.send(message);
      }
    });
  });
  await ada.page.reload();
  await expect(ada.page.getByText('Loading').first()).toBeAttached();
  const told = ada.page.getByRole('alert').filter({ hasText: 'Something went wrong' });
  await expect(told).toBeVisible();
  await told.getByRole('button', { name: 'Try again' }).click();
  await expect(ada.page.getByText('This is the beginning of #general')).toBeVisible();
  await expect(told).toHaveCount(0);
});
