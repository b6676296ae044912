import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageParts } from '../../../../renderer/components/messageParts.ts';

const links = (body: string): string[] =>
  messageParts(body).flatMap((part) => (part.kind === 'link' ? [part.text] : []));

describe('message parts', () => {
  it('finds https links, without the punctuation of the sentence around them', () => {
    expect(links('see https://example.org/a, or (https://example.org/b).')).toEqual([
      'https://example.org/a',
      'https://example.org/b',
    ]);
  });

  it('keeps a bracket that the link opened itself', () => {
    expect(links('https://example.org/wiki/Cord_(rope)')).toEqual(['https://example.org/wiki/Cord_(rope)']);
  });

  it.each(['javascript:alert(1)', 'http://example.org', 'data:text/html,x', 'file:///etc/passwd', 'https://'])(
    'leaves %s as text',
    (body) => {
      expect(links(body)).toEqual([]);
    },
  );

  it('is the body again when put together, and links only to https', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('https://', 'https://a.b/', ' (', ').', '\n', 'javascript:'));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const body = pieces.join('');
        const parts = messageParts(body);
        expect(parts.map(({ text }) => text).join('')).toBe(body);
        for (const part of parts) {
          if (part.kind === 'link') {
            expect(new URL(part.url).protocol).toBe('https:');
          }
        }
      }),
    );
  });
});
