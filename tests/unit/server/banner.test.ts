import { expect, it } from 'vitest';
import { banner } from '../../../server/banner.ts';

it('names everything and ends with the line for programs', () => {
  const addresses = ['https://192.168.1.5:7880', 'https://[2001:db8::5]:7880'];
  const text = banner({ name: 'Our party', addresses, fingerprint: 'AA:BB', ownerCode: 'ABCD-EFGH' });
  for (const part of ['Our party', ...addresses, 'AA:BB', 'ABCD-EFGH', '█']) {
    expect(text).toContain(part);
  }
  expect(
    text
      .split('\n')
      .filter((line) => line !== '')
      .at(-1),
  ).toBe('ready https://192.168.1.5:7880');
});

it('says nothing of a code where there is an owner', () => {
  const text = banner({ name: 'Ours', addresses: ['https://a'], fingerprint: 'AA', ownerCode: undefined });
  expect(text).not.toContain('owner');
});
