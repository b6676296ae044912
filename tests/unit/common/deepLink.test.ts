import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJoinLink, writeJoinLink } from '../../../common/deepLink.ts';

const HEX = '0123456789abcdef'.repeat(4);
const COLONS = HEX.toUpperCase().replace(/(..)(?=.)/gu, '$1:');

describe('a link that invites', () => {
  it.each([
    ['yankcord://join?to=192.0.2.7:7880', { origin: 'https://192.0.2.7:7880' }],
    ['yankcord://join/?to=192.0.2.7:7880', { origin: 'https://192.0.2.7:7880' }],
    ['YANKCORD://JOIN?to=Party.Example', { origin: 'https://party.example' }],
    ['yankcord://join?to=%5Bfe80%3A%3A1%5D%3A7880', { origin: 'https://[fe80::1]:7880' }],
    [`yankcord://join?to=party.example:443&fp=${HEX}`, { origin: 'https://party.example', fingerprint: COLONS }],
  ])('says where to: %s', (text, link) => {
    expect(parseJoinLink(text)).toEqual(link);
  });

  it.each([
    '',
    'yankcord://',
    'yankcord:join?to=party.example',
    'yankcord://host?to=party.example',
    'yankcord://join',
    'yankcord://join?to=',
    'yankcord://join?to=party.example&to=other.example',
    'yankcord://join?to=party.example&run=calc',
    'yankcord://join?to=ann@party.example',
    'yankcord://join?to=party.example/path',
    'yankcord://join?to=party.example:0',
    'yankcord://join?to=party.example:70000',
    'yankcord://join?to=party.example%00',
    'yankcord://join?to=party.example%0a--host',
    'yankcord://join?to=999.1.1.1',
    'yankcord://join?to=%5B:::::::::%5D',
    'yankcord://join?to=party.example&fp=12',
    `yankcord://join?to=party.example&fp=${HEX}0`,
    'yankcord://join?to=party.example#x',
    ' yankcord://join?to=party.example',
    'yankcord://join?to=party.example --disable-web-security',
    `yankcord://join?to=${'a'.repeat(600)}`,
    'https://party.example',
    'javascript:alert(1)',
  ])('is refused when it is anything else: %s', (text) => {
    expect(parseJoinLink(text)).toBeUndefined();
  });

  it('is read as it was written', () => {
    const host = fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.ipV6().map((address) => `[${address}]`),
    );
    const hex = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65_535 }), fc.option(hex), (name, port, bytes) => {
        const origin = new URL(`https://${name}:${String(port)}`).origin;
        const fingerprint = bytes?.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
        const link = fingerprint === undefined ? { origin } : { origin, fingerprint };
        expect(parseJoinLink(writeJoinLink(link))).toEqual(link);
      }),
    );
  });
});
