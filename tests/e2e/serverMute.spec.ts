import { A4, A5, E6, expect, test } from './support/test.ts';

const SILENCE_DB = -60;
const LISTEN_MS = 600;

test('the owner mutes somebody for everyone, from the keyboard, and takes it back', async ({ guest }) => {
  const ada = await guest('Ada', A4); // the first to come owns the server
  const ben = await guest('Ben', A5);
  const cleo = await guest('Cleo', E6);
  for (const person of [ada, ben, cleo]) {
    await person.enter('Lounge');
  }
  await cleo.hears([A4, A5]);
  const notHers = await cleo.openPersonMenu('Ben');
  await expect(notHers.getByRole('slider')).toBeVisible();
  await expect(cleo.page.getByRole('button', { name: 'Mute for everyone' })).toHaveCount(0);
  await cleo.page.keyboard.press('Escape');

  const ended = Promise.all([ada.soundEnded(A5), cleo.soundEnded(A5)]);
  const actions = ada.personActions('Ben');
  await actions.focus();
  await ada.page.keyboard.press('Shift+F10');
  const mute = ada.page.getByRole('button', { name: 'Mute for everyone' });
  await mute.focus();
  await ada.page.keyboard.press('Enter');
  await ended;
  await expect(actions).toBeFocused();
  for (const viewer of [ada, ben, cleo]) {
    await expect(viewer.person('Ben')).toHaveAttribute('data-server-muted', 'true');
    await expect(viewer.person('Ben')).toHaveAttribute('data-speaking', 'false');
    await expect(viewer.person('Ben').getByRole('img', { name: 'Muted by a moderator' })).toBeVisible();
  }

  // Ben is told where he would look for it, and cannot undo it.
  const told = ben.dock.getByRole('button', { name: 'A moderator muted you' });
  await expect(told).toBeVisible();
  await told.click({ force: true });
  await ben.page.keyboard.press('Control+Shift+M');
  await ben.exit();
  await ben.enter('Lounge');
  await expect(told).toBeVisible();
  expect(await cleo.loudest(A5, LISTEN_MS)).toBeLessThan(SILENCE_DB);
  await ben.hears([A4, E6]);

  await actions.click();
  await ada.page.getByRole('button', { name: 'Let speak again' }).click();
  await cleo.hears([A4, A5]);
  await ada.hears([A5, E6]);
  await expect(ben.mute).toBeVisible();
  await expect(cleo.person('Ben')).toHaveAttribute('data-server-muted', 'false');
});

test('the owner moves somebody to another channel, and takes somebody out of the call', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ada.hears([A5]);

  const actions = ada.personActions('Ben');
  await actions.focus();
  await ada.page.keyboard.press('Enter');
  await ada.page.getByRole('button', { name: 'Move to' }).press('Enter');
  const ended = ada.soundEnded(A5);
  await ada.page.getByTestId('person-menu').getByRole('button', { name: 'Games' }).press('Enter');
  await ended;
  await ben.inState('connected');
  await ada.enter('Games');
  await ada.hears([A5]);
  await ben.hears([A4]);

  // With the mouse: taken to where they are wanted.
  await ada.person('Ben').dragTo(ada.voiceChannel('Lounge'));
  await expect(ben.page.locator('[data-testid="voice-channel"][aria-current="true"]')).toHaveAccessibleName('Lounge');
  await ada.soundEnded(A5);
  await expect(ben.person('Ada')).not.toHaveAttribute('draggable', 'true'); // for who may
  await ben.person('Ben').dragTo(ben.voiceChannel('Games'));
  await ada.soundBegan(A5);

  await actions.click();
  await ada.page.getByRole('button', { name: 'Take out of the call' }).click();
  await ben.inState('idle');
  await expect(ben.problem).toHaveAttribute('data-code', 'removed_from_call');
  await expect(ada.person('Ben')).toHaveCount(0);
});
