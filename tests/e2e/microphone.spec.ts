import { A4, expect, test } from './support/test.ts';

test('without leave to use the microphone a person listens, is told what to do, and is heard once it is allowed', async ({
  arrive,
  guest,
}) => {
  const ada = await guest('Ada', A4);
  await ada.enter('Lounge');
  const ben = await arrive('Ben', { voice: 'denied' });
  await ben.nameField.fill('Ben');
  await ben.joinButton.click();
  await ben.enter('Lounge');
  await expect(ben.problem).toHaveAttribute('data-code', 'microphone_denied');
  await expect(ben.problem.getByRole('button', { name: 'Allow microphone' })).toBeVisible();
  await ben.hears([A4]);
  await expect(ada.person('Ben')).toBeVisible();
  await ben.inState('connected');

  await ben.context.grantPermissions(['microphone']);
  await ben.problem.getByRole('button', { name: 'Allow microphone' }).click();
  await expect(ada.person('Ben')).toHaveAttribute('data-speaking', 'true');
  await expect(ben.problem).toBeHidden();
});
