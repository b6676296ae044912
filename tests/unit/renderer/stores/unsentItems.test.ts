import { describe, expect, it } from 'vitest';
import { attachmentId, channelId, memberId } from '../../../../common/ids.ts';
import { boundUnsent, parseUnsent, type KeptMessage, type Unsent } from '../../../../renderer/stores/unsentItems.ts';

const self = memberId.parse('ana');
const general = channelId.parse('general');
const written = (place: number, body: string): KeptMessage => ({
  channelId: general,
  nonce: `nonce number ${String(place)}`,
  body,
  sentMs: place,
  replyTo: null,
  uploads: [`file ${String(place)}`],
});
const kept = (messages: KeptMessage[]): Unsent => ({
  memberId: self,
  messages,
  drafts: [{ channelId: general, text: 'half a sentence', answered: null, uploads: [] }],
  uploads: [],
});

describe('what is not sent', () => {
  it('comes back as it was, to whom it belongs', () => {
    const all = kept([written(1, 'one'), written(2, 'two')]);
    const stored: unknown = JSON.parse(JSON.stringify(boundUnsent(all)));
    expect(parseUnsent(stored, self)).toEqual(all);
    expect(parseUnsent(stored, memberId.parse('ben'))).toBeUndefined();
  });

  it.each([undefined, null, 'text', {}, { memberId: 'ana', messages: [{}], drafts: [], uploads: [] }])(
    'is nothing where %j is stored',
    (stored) => {
      expect(parseUnsent(stored, self)).toBeUndefined();
    },
  );

  it('is bounded: the newest are kept, and what was sent off before what is being written', () => {
    const many = kept(Array.from({ length: 80 }, (_, place) => written(place, 'words')));
    expect(boundUnsent(many).messages.map(({ nonce }) => nonce)).toEqual(
      Array.from({ length: 50 }, (_, place) => `nonce number ${String(place + 30)}`),
    );
    const long = boundUnsent({
      ...kept(Array.from({ length: 49 }, (_, place) => written(place, 'x'.repeat(4_000)))),
      drafts: [{ channelId: general, text: 'y'.repeat(100_000), answered: null, uploads: [] }],
    });
    expect(JSON.stringify(long).length).toBeLessThan(220_000);
    expect(long.messages.length).toBeGreaterThan(40);
    expect(long.drafts).toEqual([]);
  });

  it('keeps only the files that something needs', () => {
    const attachment = {
      id: attachmentId.parse('f'),
      name: 'a.txt',
      kind: 'file' as const,
      type: 'application/octet-stream',
      bytes: 3,
      width: null,
      height: null,
      alt: '',
    };
    const uploads = ['file 1', 'file 9'].map((nonce) => ({ nonce, attachment, alt: '' }));
    expect(boundUnsent({ ...kept([written(1, 'one')]), uploads }).uploads.map(({ nonce }) => nonce)).toEqual([
      'file 1',
    ]);
  });
});
