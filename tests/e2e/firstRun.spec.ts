/** The sound check of the first time: in nobody's way, and remembered. */
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Locator } from '@playwright/test';
import { chromiumOptions } from '../fakes/chromium.ts';
import { PlainDoor } from '../fakes/PlainDoor.ts';
import { SoundServer } from '../fakes/SoundServer.ts';
import { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

/** Nobody was here before. */
const NEW = { 'yankcord.firstRun': '{}' };
const NARROW = { width: 390, height: 844 };
const PLUGGED_MS = 20_000;

const card = ({ page }: Person): Locator => page.getByTestId('first-run');
const problem = (person: Person): Locator => card(person).getByTestId('check-problem');
const press = async (person: Person, name: string): Promise<void> =>
  card(person).getByRole('button', { name, exact: true }).first().click();

test('three steps, by keyboard alone; nothing is left open, and it is not asked twice', async ({ comeIn }) => {
  const ada = await comeIn('Ada', { voice: A4, remembered: NEW });
  const { keyboard } = ada.page;
  await expect(card(ada)).toHaveAttribute('data-step', 'microphone');
  expect((await ada.counts()).tracks).toBe(0); // nothing is asked for before a press
  expect((await new AxeBuilder({ page: ada.page }).analyze()).violations).toEqual([]);
  await card(ada).getByRole('button', { name: 'Try the microphone' }).focus();
  await keyboard.press('Enter');
  await expect(card(ada).getByTestId('check-found')).toHaveAttribute('data-found', 'heard');
  expect((await new AxeBuilder({ page: ada.page }).analyze()).violations).toEqual([]);
  await card(ada).getByRole('button', { name: 'Hear yourself', exact: true }).press('Enter');
  await ada.soundBegan(A4);
  await card(ada).getByRole('button', { name: 'Next' }).press('Enter');
  await expect(card(ada)).toHaveAttribute('data-step', 'speaker');
  await ada.soundEnded(A4);
  await expect.poll(async () => (await ada.counts()).tracks).toBe(0);
  const heard = ada.loudest(466.16, 2_000);
  await card(ada).getByRole('button', { name: 'Play a test sound' }).press('Enter');
  expect(await heard).toBeGreaterThan(-50);
  await card(ada).getByRole('button', { name: 'Next' }).press('Enter');
  await card(ada).getByRole('button', { name: 'Done' }).press('Enter');
  await expect(card(ada)).toHaveCount(0);
  await ada.page.reload();
  await ada.voiceChannel('Lounge').waitFor();
  await expect(card(ada)).toHaveCount(0);
});

test('it keeps nobody from joining, wide or narrow; Escape and Skip end it; the settings have it again', async ({
  comeIn,
  guest,
}) => {
  const ben = await guest('Ben', A5);
  await ben.enter('Lounge');
  await expect(card(ben)).toHaveCount(0);
  const ada = await comeIn('Ada', { voice: A4, remembered: NEW, device: { viewport: NARROW } });
  await expect(card(ada)).toBeVisible();
  await press(ada, 'Try the microphone');
  await expect(card(ada).getByTestId('check-found')).toHaveAttribute('data-found', 'heard');
  await ada.enter('Lounge');
  await ben.hears([A4]);
  await expect(card(ada)).toHaveCount(0);
  await ada.exit();
  await expect.poll(async () => (await ada.counts()).tracks).toBe(0);

  const cleo = await comeIn('Cleo', { voice: A4, remembered: NEW });
  await expect(card(cleo)).toBeVisible();
  await cleo.page.keyboard.press('Escape');
  await expect(card(cleo)).toHaveCount(0);
  await cleo.openPreferences('Voice');
  await cleo.page.getByRole('button', { name: 'Check your sound' }).click();
  await expect(cleo.page.getByRole('dialog', { name: 'Sound check' })).toBeVisible();
});

test('a refused microphone has its sentence and its button', async ({ comeIn }) => {
  const ada = await comeIn('Ada', { voice: 'denied', remembered: NEW });
  await press(ada, 'Try the microphone');
  await expect(problem(ada)).toHaveAttribute('data-code', 'microphone_denied');
  await expect(problem(ada).getByRole('button', { name: 'Allow microphone' })).toBeVisible();
  await press(ada, 'Skip');
  await expect(card(ada)).toHaveCount(0);
});

test('without a microphone it says so, and takes the first one that is plugged in', async ({ comeIn }) => {
  test.setTimeout(90_000);
  const sound = await SoundServer.start();
  await sound.addSpeaker('Desk');
  await sound.setDefaultSpeaker('Desk');
  const browser = await chromium.launch(chromiumOptions({ allowed: true, sound: sound.env }));
  try {
    const ada = await comeIn('Ada', { voice: browser, remembered: NEW });
    await press(ada, 'Try the microphone');
    await expect(problem(ada)).toHaveAttribute('data-code', 'microphone_missing');
    await expect(problem(ada).getByRole('button', { name: 'Try again' })).toBeVisible();
    await sound.addMicrophone(A4);
    await sound.setDefaultMicrophone(A4);
    await expect(card(ada).getByTestId('check-found')).toHaveAttribute('data-found', 'heard', { timeout: PLUGGED_MS });
  } finally {
    await browser.close();
    await sound.close();
  }
});

test('on an insecure page it leads to the secure one', async ({ party }) => {
  const plain = await PlainDoor.open(Number(new URL(party.url).port));
  const { args = [], ...options } = chromiumOptions({ allowed: true });
  // Any other name than localhost is insecure by http.
  const browser = await chromium.launch({
    ...options,
    args: [...args, '--host-resolver-rules=MAP party.test 127.0.0.1'],
  });
  try {
    const ada = new Person(await browser.newPage({ locale: 'en-US', ignoreHTTPSErrors: true }), 'Ada');
    await ada.page.goto(`http://party.test:${String(plain.port)}`);
    await ada.nameField.fill('Ada');
    await ada.joinButton.click();
    await expect(problem(ada)).toHaveAttribute('data-code', 'insecure_context');
    await expect(problem(ada).getByRole('button', { name: 'Open the secure address' })).toBeVisible();
    await press(ada, 'Skip');
    await expect(card(ada)).toHaveCount(0);
    expect(ada.faults).toEqual([]);
  } finally {
    await browser.close();
    await plain.close();
  }
});
