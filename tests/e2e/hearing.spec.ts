import { A4, A5, E6, expect, test } from './support/test.ts';

test('two people hear each other and not themselves, and a third hears both', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ada.hears([A5], [A4]);
  await ben.hears([A4], [A5]);

  const cleo = await guest('Cleo', E6);
  await cleo.enter('Lounge');
  await cleo.hears([A4, A5], [E6]);
  await ada.hears([A5, E6], [A4]);
  await ben.hears([A4, E6], [A5]);
});

test('everyone sees who is in a call and who speaks, also from outside of it', async ({ guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  for (const viewer of [ada, ben]) {
    await expect(viewer.person('Ada')).toHaveAttribute('data-speaking', 'true');
  }
  const late = await guest('Cleo', E6);
  await expect(late.person('Ada')).toHaveAttribute('data-speaking', 'true');
  await ada.mute.click();
  for (const viewer of [ada, ben, late]) {
    await expect(viewer.person('Ada')).toHaveAttribute('data-speaking', 'false');
    await expect(viewer.person('Ada')).toHaveAttribute('data-muted', 'true');
  }
});
