import { A4, A5, E6, expect, test } from './support/test.ts';

/** From the click to silence at the other end. */
const MUTED_WITHIN_MS = 300;
const SILENCE_DB = -60;
/** What must stay silent is listened to for this long. */
const LISTEN_MS = 600;

test('mute silences a person for the others within 300 ms, and unmute brings them back', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ben.hears([A4]);

  const ended = ben.soundEnded(A4);
  await ada.mute.click();
  expect((await ended) - (await ada.clickedMs())).toBeLessThan(MUTED_WITHIN_MS);
  await expect(ben.person('Ada')).toHaveAttribute('data-muted', 'true');
  expect(await ben.loudest(A4, LISTEN_MS)).toBeLessThan(SILENCE_DB);
  await ada.hears([A5], [A4]); // who is muted still hears

  await ada.unmute.click();
  await ben.hears([A4], [A5]);
  await expect(ben.person('Ada')).toHaveAttribute('data-muted', 'false');
});

test('somebody muted before joining is never heard', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ben.enter('Lounge');
  await ada.mute.click();
  await ada.enter('Lounge');
  await expect(ben.person('Ada')).toHaveAttribute('data-muted', 'true');
  expect(await ben.loudest(A4, LISTEN_MS)).toBeLessThan(SILENCE_DB);
  await ada.unmute.click();
  await ben.hears([A4], [A5]);
});

test('deafen silences everyone for the deafened, who is neither heard; undeafen restores both', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  const cleo = await guest('Cleo', E6);
  for (const person of [ada, ben, cleo]) {
    await person.enter('Lounge');
  }
  await ada.hears([A5, E6]);
  await ben.hears([A4]);

  const ended = Promise.all([ada.soundEnded(A5), ada.soundEnded(E6)]);
  const unheard = ben.soundEnded(A4);
  await ada.deafen.click();
  const clickedMs = await ada.clickedMs();
  for (const endedMs of await ended) {
    expect(endedMs - clickedMs).toBeLessThan(MUTED_WITHIN_MS);
  }
  await unheard;
  for (const viewer of [ben, cleo]) {
    await expect(viewer.person('Ada')).toHaveAttribute('data-deafened', 'true');
  }
  expect(await ada.loudest(A5, LISTEN_MS)).toBeLessThan(SILENCE_DB);
  await ben.hears([E6], [A4, A5]); // the others are not touched

  await ada.undeafen.click();
  await ada.hears([A5, E6], [A4]);
  await ben.hears([A4, E6], [A5]);
  for (const viewer of [ben, cleo]) {
    await expect(viewer.person('Ada')).toHaveAttribute('data-deafened', 'false');
    await expect(viewer.person('Ada')).toHaveAttribute('data-muted', 'false');
  }
});

test('undeafening returns to the mute that was before', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ada.mute.click();
  await ada.deafen.click();
  await ada.undeafen.click();
  await ada.hears([A5]);
  await expect(ben.person('Ada')).toHaveAttribute('data-muted', 'true');
  expect(await ben.loudest(A4, LISTEN_MS)).toBeLessThan(SILENCE_DB);
});
