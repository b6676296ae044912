/** Journeys 3 and 4, with two machines on a network of their own: hosted from the app, found by mDNS, joined, talked in. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, test as base, type Browser } from '@playwright/test';
import { chromiumOptions } from '../fakes/chromium.ts';
import { RemoteApp } from '../fakes/electron/RemoteApp.ts';
import { Lan } from '../fakes/Lan.ts';
import { descendantsOf } from '../fakes/processTree.ts';
import { UNPROCESSED } from '../fakes/screen.ts';
import { writeTone } from '../fakes/tone.ts';
import { expectClean, expectCleanInBothThemes } from './support/axe.ts';
import { Door } from './support/Door.ts';
import type { Person } from './support/Person.ts';
import { A4, A5, expect } from './support/test.ts';
import { Voices } from './support/Voices.ts';

interface Machine {
  readonly app: RemoteApp;
  readonly person: Person;
  /** Where its party keeps everything. */
  readonly data: string;
}

const { obstacle } = Lan;
const ROUTER = join(import.meta.dirname, '..', 'fakes', 'lan', 'router.ts');
const ROUTER_ADDRESS = '10.77.0.3';
const OUTSIDE = '11.22.33.44';

const test = base.extend<{ machines: { hanna: Machine; ben: Machine; lan: Lan } }>({
  machines: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs: nothing here
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'yankcord-lan-party-'));
      const lan = Lan.open('host', 'guest', 'router');
      const voices = await Voices.open();
      const door = new Door(voices);
      const browsers: Browser[] = [];
      const apps: RemoteApp[] = [];
      const settle = async (name: string, machine: string, hz: number): Promise<Machine> => {
        // A tone that never ends is noise to a microphone, which takes it away after some seconds.
        await mkdir(join(folder, machine));
        const page = { 'yankcord.settings': { audio: UNPROCESSED } };
        await writeFile(join(folder, machine, 'settings.json'), JSON.stringify({ page }));
        const app = await RemoteApp.start(lan, machine, join(folder, machine));
        apps.push(app);
        const options = chromiumOptions({ file: await writeTone(folder, hz), allowed: true });
        const executablePath = lan.programInside(machine, options.executablePath ?? '');
        const browser = await chromium.launch({ ...options, executablePath });
        browsers.push(browser);
        return {
          app,
          person: await door.arrive(name, { voice: browser, desktop: app }),
          data: join(folder, machine, 'party'),
        };
      };
      try {
        const hanna = await settle('Hanna', 'host', A4);
        const ben = await settle('Ben', 'guest', A5);
        await use({ hanna, ben, lan });
        await door.close();
      } finally {
        await Promise.all(browsers.map((browser) => browser.close()));
        await Promise.all(apps.map((app) => app.quit()));
        await voices.close();
        lan.close();
        await rm(folder, { recursive: true, force: true });
      }
    },
    { timeout: 120_000 },
  ],
});

test('a party hosted in the app is found, joined and talked in; it survives its server, and ends for everybody', async ({
  machines: { hanna, ben },
}) => {
  test.skip(obstacle !== undefined, obstacle);
  test.setTimeout(240_000);
  const { page: hannas } = hanna.person;
  const { page: bens } = ben.person;
  const nearby = bens.getByTestId('nearby');
  await ben.person.nameField.fill('Ben');
  await expect(nearby).toContainText('No party on your network right now');

  await hanna.person.nameField.fill('Hanna');
  await hannas.getByRole('button', { name: 'Host a party' }).click();
  const own = hannas.getByRole('dialog', { name: 'Your party' });
  const link = own.getByTestId('invite-link');
  await expect(link).toHaveValue(/^https:\/\/10\.77\.0\.1:7880\/#fp=[0-9a-f]{64}$/, { timeout: 60_000 });
  await expect(own.getByRole('img', { name: 'The invite as a QR code' })).toBeVisible();
  await own.getByRole('switch', { name: 'Ask me about each newcomer' }).click();
  await hannas.keyboard.press('Escape');

  // It appears by itself; the keyboard is enough.
  const row = nearby.getByTestId('nearby-party');
  await expect(row).toContainText('Hanna’s party', { timeout: 30_000 });
  await row.focus();
  await bens.keyboard.press('Enter');
  const question = bens.getByTestId('trust-dialog');
  await expect(question).toHaveAttribute('data-kind', 'first');
  const told = (await question.getByTestId('fingerprint').innerText()).replaceAll(/\s/gu, '').toLowerCase();
  expect(await link.count()).toBe(0);
  await question.getByRole('button', { name: 'Join' }).click();
  await expect(bens.getByTestId('door-waiting')).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await bens.emulateMedia({ colorScheme });
    await expectClean(ben.person);
  }
  // Also while the host looks at something else.
  await hannas.getByRole('button', { name: 'Home', exact: true }).click();
  await expect(hannas.getByTestId('home-server')).toContainText('1 person waits to come in');
  await hannas.getByTestId('home-server').click();
  const newcomer = hannas.getByTestId('newcomer');
  await expect(newcomer).toContainText('Ben');
  await expect(newcomer).toContainText('on your network');
  await newcomer.getByRole('button', { name: 'Let Ben in' }).click();

  await hanna.person.enter('Lounge');
  await ben.person.enter('Lounge');
  await ben.person.hears([A4], [A5]);
  await hanna.person.hears([A5], [A4]);

  // The server is killed: it comes back where it was, and so does the call, by itself.
  const [server] = descendantsOf(hanna.app.pid);
  process.kill(server ?? 0, 'SIGKILL');
  await ben.person.soundEnded(A4);
  await expect.poll(() => statesOf(hanna.app).at(-1), { timeout: 60_000 }).toBe('hosting');
  expect(statesOf(hanna.app)).toEqual(['starting', 'hosting', 'restarting', 'hosting']);
  await ben.person.inState('connected');
  await expect.poll(() => ben.person.level(A4), { timeout: 60_000 }).toBeGreaterThan(-30);
  await expect.poll(() => hanna.person.level(A5), { timeout: 60_000 }).toBeGreaterThan(-30);

  // The host's window: who is here, the same fingerprint as the guest saw, and the end for everybody.
  await hannas.getByRole('button', { name: 'Your party' }).click();
  expect(await link.inputValue()).toContain(told);
  await expect(own.getByTestId('present').filter({ hasText: 'Ben' })).toContainText('on your network · ');
  await own.getByRole('button', { name: 'Stop the party' }).click();
  await expect(own).toContainText('1 person is here');
  await own.getByRole('button', { name: 'Stop for everyone' }).click();
  await expect(ben.person.banner).toContainText('The server has ended');
  await expect(hannas.getByRole('button', { name: 'Host a party' })).toBeVisible();
  expect(descendantsOf(hanna.app.pid)).toEqual([]);
  await bens.getByRole('button', { name: 'Leave this server' }).click();
  await expect(nearby.getByTestId('nearby-party')).toHaveCount(0);
  await expect(bens.getByTestId('recent-server')).toContainText('Hanna’s party');

  // Hosted once more: known now, and gone with the app, announcement and all.
  await hannas.getByRole('button', { name: 'Host a party' }).click();
  await expect(link).toHaveValue(/10\.77\.0\.1/, { timeout: 60_000 });
  await expect(row).toBeVisible({ timeout: 30_000 });
  await row.click();
  await ben.person.voiceChannel('Lounge').waitFor();
  const party = descendantsOf(hanna.app.pid);
  expect(party.length).toBeGreaterThan(0);
  expect(await hanna.app.quit()).toBe(0);
  await expect(ben.person.banner).toContainText('The server has ended');
  await bens.getByRole('button', { name: 'Leave this server' }).click();
  await expect(nearby).toContainText('No party on your network right now', { timeout: 20_000 });
  expect(party.filter(isRunning)).toEqual([]);
});

test('a party that shows another certificate than before is refused, until the person trusts the new one', async ({
  machines: { hanna, ben },
}) => {
  test.skip(obstacle !== undefined, obstacle);
  test.setTimeout(240_000);
  const { page: hannas } = hanna.person;
  const { page: bens } = ben.person;
  await hanna.person.nameField.fill('Hanna');
  await ben.person.nameField.fill('Ben');
  const host = async (): Promise<void> => {
    await hannas.getByRole('button', { name: 'Host a party' }).click();
    await expect(hannas.getByTestId('invite-link')).toHaveValue(/10\.77\.0\.1/, { timeout: 60_000 });
  };
  const row = bens.getByTestId('nearby').getByTestId('nearby-party');
  const question = bens.getByTestId('trust-dialog');

  await host();
  await row.click({ timeout: 30_000 });
  await expect(question).toHaveAttribute('data-kind', 'first');
  await expectCleanInBothThemes(ben.person);
  const known = await question.getByTestId('fingerprint').innerText();
  await question.getByRole('button', { name: 'Join' }).click();
  await ben.person.voiceChannel('Lounge').waitFor();

  // The same host, set up anew.
  const own = hannas.getByRole('dialog', { name: 'Your party' });
  await expect(own.getByTestId('present').filter({ hasText: 'Ben' })).toBeVisible();
  await own.getByRole('button', { name: 'Stop the party' }).click();
  await own.getByRole('button', { name: 'Stop for everyone' }).click();
  await expect(ben.person.banner).toContainText('The server has ended');
  await bens.getByRole('button', { name: 'Leave this server' }).click();
  await expect(row).toHaveCount(0, { timeout: 20_000 });
  await rm(join(hanna.data, 'certificate.pem'));
  await host();

  await row.click({ timeout: 30_000 });
  await expect(question).toHaveAttribute('data-kind', 'changed');
  await expect(question.getByTestId('fingerprint')).not.toHaveText(known);
  const trust = question.getByRole('button', { name: 'Trust the new one' });
  await expect(trust).toBeDisabled();
  await expectCleanInBothThemes(ben.person);
  await question.getByRole('button', { name: 'Stay away' }).click();
  await expect(question).toHaveCount(0);
  await expect(row).toBeVisible(); // nobody went in

  await row.click();
  await question.getByRole('checkbox').check();
  await trust.click();
  await ben.person.voiceChannel('Lounge').waitFor();
  await bens.getByRole('button', { name: 'Leave this server' }).click();
  await row.click(); // known again, and not asked about
  await ben.person.voiceChannel('Lounge').waitFor();
});

test('a party lets in guests from other networks when its host says so, and tells what is in the way', async ({
  machines: { hanna, ben, lan },
}) => {
  test.skip(obstacle !== undefined, obstacle);
  test.setTimeout(240_000);
  const { page: hannas } = hanna.person;
  const { page: bens } = ben.person;
  await hanna.person.nameField.fill('Hanna');
  await ben.person.nameField.fill('Ben');
  await hannas.getByRole('button', { name: 'Host a party' }).click();
  const own = hannas.getByRole('dialog', { name: 'Your party' });
  const outside = own.getByRole('switch', { name: 'Let in people from outside your network' });
  const state = own.getByTestId('outside-state');
  await outside.waitFor({ timeout: 60_000 });
  lan.run('host', 'ip', 'route', 'add', 'default', 'via', ROUTER_ADDRESS);
  await outside.click();
  await expect(state).toContainText('No router answers', { timeout: 30_000 });
  await expectClean(hanna.person);
  await outside.click();
  await expect(state).toHaveText('');

  // A router that does as it is asked, with an address that the guest knows a way to.
  lan.run('router', 'ip', 'addr', 'add', `${OUTSIDE}/32`, 'dev', 'lo');
  lan.run('guest', 'ip', 'route', 'add', `${OUTSIDE}/32`, 'via', ROUTER_ADDRESS);
  const router = lan.fork('router', ROUTER, ['upnp', ROUTER_ADDRESS, OUTSIDE]);
  try {
    await once(router, 'message');
    await outside.click();
    await expect(state).toContainText(`The invite works from anywhere: ${OUTSIDE}:7880`, { timeout: 30_000 });
    await expect(state).toContainText('Everybody with the address can come in.');
    await expectClean(hanna.person);

    await bens.getByRole('textbox', { name: 'Invite or address' }).fill(`https://${OUTSIDE}:7880`);
    await bens.getByRole('button', { name: 'Go there' }).click();
    await bens.getByTestId('trust-dialog').getByRole('button', { name: 'Join' }).click({ timeout: 30_000 });
    await ben.person.voiceChannel('Lounge').waitFor();

    await outside.click();
    await expect(state).toHaveText('');
  } finally {
    router.kill('SIGKILL');
  }
});

test('a host that gets another address goes on hosting there, in the call, and is heard again', async ({
  machines: { hanna, ben, lan },
}) => {
  test.skip(obstacle !== undefined, obstacle);
  test.setTimeout(240_000);
  const { page: hannas } = hanna.person;
  const { page: bens } = ben.person;
  await hanna.person.nameField.fill('Hanna');
  await ben.person.nameField.fill('Ben');
  await hannas.getByRole('button', { name: 'Host a party' }).click();
  const link = hannas.getByTestId('invite-link');
  await expect(link).toHaveValue(/10\.77\.0\.1:/, { timeout: 60_000 });
  await hannas.keyboard.press('Escape');
  const row = bens.getByTestId('nearby').getByTestId('nearby-party');
  await row.click({ timeout: 30_000 });
  await bens.getByTestId('trust-dialog').getByRole('button', { name: 'Join' }).click();
  await hanna.person.enter('Lounge');
  await ben.person.enter('Lounge');
  await hanna.person.hears([A5], [A4]);

  lan.run('host', 'ip', 'addr', 'del', '10.77.0.1/24', 'dev', 'eth0');
  lan.run('host', 'ip', 'addr', 'add', '10.77.0.9/24', 'dev', 'eth0');
  await hanna.person.soundEnded(A5);
  await expect
    .poll(
      async () => {
        await hannas.getByRole('button', { name: 'Your party' }).click();
        const value = await link.inputValue();
        await hannas.keyboard.press('Escape');
        return value;
      },
      { timeout: 60_000 },
    )
    .toContain('https://10.77.0.9:7880/');
  await hanna.person.inState('connected');

  // The guest's address of it is gone; at the new one it is known by its certificate, and so is the guest there.
  await bens.getByRole('button', { name: 'Leave this server' }).click();
  await bens.getByRole('textbox', { name: 'Invite or address' }).fill('https://10.77.0.9:7880');
  await bens.getByRole('button', { name: 'Go there' }).click();
  await ben.person.voiceChannel('Lounge').waitFor({ timeout: 30_000 });
  await expect(bens.getByTestId('member').filter({ hasText: 'Ben' })).toHaveCount(1);
  await ben.person.enter('Lounge');
  await ben.person.hears([A4], [A5]);
  await hanna.person.hears([A5], [A4]);
});

const statesOf = ({ notices }: RemoteApp): string[] =>
  notices.flatMap(({ name, notice }) =>
    name === 'party.changed' && typeof notice === 'object' && notice !== null && 'kind' in notice
      ? [String(notice.kind)]
      : [],
  );

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
