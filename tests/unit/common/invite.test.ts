import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInvite, writeInvite } from '../../../common/invite.ts';

const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');
const hex = 'ab'.repeat(32);

describe('an invite', () => {
  it('says where the party is and which certificate it has, in a link that a browser opens too', () => {
    const invite = { origins: ['https://192.168.1.5:7880', 'https://[fd00::5]:7880'], fingerprint } as const;
    const link = writeInvite(invite);
    expect(link).toBe(`https://192.168.1.5:7880/#fp=${hex}&also=[fd00::5]:7880`);
    expect(parseInvite(` ${link}\n`)).toEqual(invite);
    expect(parseInvite(writeInvite({ origins: ['https://party.example'] }))).toEqual({
      origins: ['https://party.example'],
    });
  });

  it.each([
    ['192.168.1.5', 'https://192.168.1.5:7880'],
    ['192.168.1.5:8000', 'https://192.168.1.5:8000'],
    ['Hannas-PC', 'https://hannas-pc:7880'],
    ['[fd00::5]:7881', 'https://[fd00::5]:7881'],
    ['fd00::5', 'https://[fd00::5]:7880'],
    ['https://party.example', 'https://party.example'],
    [`yankcord://join?to=192.168.1.5:7880`, 'https://192.168.1.5:7880'],
  ])('may be only an address: %s', (text, origin) => {
    expect(parseInvite(text)?.origins).toEqual([origin]);
  });

  it.each([
    '',
    ' ',
    'http://192.168.1.5:7880/',
    'javascript:alert(1)',
    'https://me:secret@192.168.1.5/',
    'https://192.168.1.5:7880/elsewhere',
    'https://192.168.1.5:7880/?q=1',
    'https://192.168.1.5:99999/',
    'https://192.168.1.5:0/',
    `https://192.168.1.5/#fp=${hex}&fp=${hex}`,
    'https://192.168.1.5/#fp=abcd',
    'https://192.168.1.5/#fp=',
    'https://192.168.1.5/#code=1',
    'https://192.168.1.5/#also=a,,b',
    `https://192.168.1.5/#also=${Array.from({ length: 8 }, (_, index) => `h${String(index)}`).join(',')}`,
    `https://192.168.1.5/#also=${'h'.repeat(2_000)}`,
    'file:///etc/passwd',
    '192.168.1.5 7880',
    '\u202E192.168.1.5',
    'yankcord://join?to=a&to=b',
  ])('is refused when it is anything else: %j', (text) => {
    expect(parseInvite(text)).toBeUndefined();
  });

  it('is an https origin whatever is written, and comes back as it was', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withFragments: true })), (text) => {
        const invite = parseInvite(text);
        for (const origin of invite?.origins ?? []) {
          expect(new URL(origin)).toMatchObject({
            protocol: 'https:',
            username: '',
            pathname: '/',
            search: '',
            hash: '',
          });
        }
        if (invite !== undefined) {
          expect(parseInvite(writeInvite(invite))).toEqual(invite);
        }
      }),
    );
  }, 60_000);
});
