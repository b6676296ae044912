import { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

test('a second window of the same person is asked whether to move the call, and moves it there and back', async ({
  guest,
}) => {
  const ben = await guest('Ben', A5);
  const first = await guest('Ada', A4);
  await ben.enter('Lounge');
  await first.enter('Lounge');
  await ben.hears([A4]);

  const second = new Person(await first.context.newPage(), 'Ada in another window');
  await second.page.goto(first.page.url());
  await second.voiceChannel('Games').click();
  await expect(second.problem).toHaveAttribute('data-code', 'in_call_elsewhere');
  await expect(ben.person('Ada')).toHaveCount(1);
  await first.hears([A5]); // nothing moved before it was wanted

  await second.page.getByRole('button', { name: 'Move the call here' }).click();
  await second.inState('connected');
  await first.inState('idle');
  await expect(first.problem).toHaveAttribute('data-code', 'call_moved');
  await expect(ben.person('Ada')).toHaveCount(1);
  await ben.voiceChannel('Games').click();
  await second.hears([A5], [A4]);
  await ben.hears([A4], [A5]);

  await first.page.getByRole('button', { name: 'Move the call here' }).click();
  await first.inState('connected');
  await second.inState('idle');
  await expect(second.problem).toHaveAttribute('data-code', 'call_moved');
  expect(second.faults).toEqual([]);
});
