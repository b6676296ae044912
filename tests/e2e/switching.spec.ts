import { A4, A5, E6, expect, test } from './support/test.ts';

test('switching channels moves the sound', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  const cleo = await guest('Cleo', E6);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await cleo.enter('Games');
  await ben.hears([A4], [A5, E6]);

  await ada.voiceChannel('Games').click();
  await cleo.hears([A4], [A5, E6]);
  await ada.hears([E6], [A4, A5]);
  await ben.soundEnded(A4);
  await expect(ben.page.getByRole('list', { name: 'People in Games' }).getByText('Ada')).toBeVisible();
  await expect(ben.page.getByRole('list', { name: 'People in Lounge' }).getByText('Ada')).toBeHidden();

  await ada.voiceChannel('Lounge').click();
  await ben.hears([A4], [A5, E6]);
  await ada.hears([A5], [A4, E6]);
  await cleo.soundEnded(A4);
});

test('the last of several quick clicks is where one ends up', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ben.enter('Games');
  for (const channel of ['Lounge', 'Games', 'Lounge', 'Games']) {
    await ada.voiceChannel(channel).click();
  }
  await ada.inState('connected');
  await ada.hears([A5], [A4]);
  await ben.hears([A4], [A5]);
  await expect(ben.person('Ada')).toHaveCount(1);
});

test('leaving while joining ends the join', async ({ guest, party }) => {
  const ada = await guest('Ada', A4);
  await ada.voiceChannel('Lounge').click();
  await ada.leave.click();
  await ada.inState('idle');
  await expect(ada.people).toHaveCount(0);
  await expect.poll(async () => (await party.counts())['peers']).toBe(0);
});
