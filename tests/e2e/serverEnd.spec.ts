import { A4, A5, expect, test } from './support/test.ts';

test.describe('the server ends', () => {
  for (const [how, text] of [
    ['stop', 'by being stopped'],
    ['kill', 'by a power cut'],
  ] as const) {
    test(`${text}: people are told, and its return reconnects the call without a click`, async ({ guest, party }) => {
      const ada = await guest('Ada', A4);
      const ben = await guest('Ben', A5);
      await ada.enter('Lounge');
      await ben.enter('Lounge');
      await ada.composer.fill('written before the end');
      await ada.composer.press('Enter');
      await expect(ben.message('written before the end')).toBeVisible();
      await ada.hears([A5]);
      await ben.hears([A4]);

      if (how === 'stop') {
        expect(await party.stop(), party.output).toBe(0);
      } else {
        await party.kill();
      }
      for (const person of [ada, ben]) {
        await expect(person.banner).toBeVisible();
        await person.inState('reconnecting');
      }
      await ada.soundEnded(A5);
      await ben.soundEnded(A4);

      await party.startAgain();
      for (const person of [ada, ben]) {
        await person.inState('connected');
        await expect(person.banner).toBeHidden();
      }
      await ada.hears([A5], [A4]);
      await ben.hears([A4], [A5]);
      await expect(ben.message('written before the end')).toBeVisible();
      await ben.page.reload();
      await expect(ben.message('written before the end')).toBeVisible();
    });
  }

  test('mute outlives it', async ({ guest, party }) => {
    const ada = await guest('Ada', A4);
    const ben = await guest('Ben', A5);
    await ada.enter('Lounge');
    await ben.enter('Lounge');
    await ada.mute.click();
    await expect(ben.person('Ada')).toHaveAttribute('data-muted', 'true');
    await party.kill();
    await ada.inState('reconnecting');
    await party.startAgain();
    await ada.hears([A5]);
    await expect(ben.person('Ada')).toHaveAttribute('data-muted', 'true');
    expect(await ben.loudest(A4, 600)).toBeLessThan(-60);
  });
});
