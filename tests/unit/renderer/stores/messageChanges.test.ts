import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../common/errors.ts';
import { memberId } from '../../../../common/ids.ts';
import { wished, type Wish } from '../../../../renderer/stores/messageChanges.ts';
import { posted } from '../posted.ts';

const ana = memberId.parse('ana');
const ben = memberId.parse('ben');
const plain = posted('a', 'ana', 0);
const underWay = (wish: Wish): Parameters<typeof wished>[1] => [{ wish, failure: undefined }];

describe('a message with what is wished of it', () => {
  it('has its new words while they are on their way, and its own again when they failed', () => {
    const wish: Wish = { kind: 'edit', body: 'new' };
    expect(wished(plain, underWay(wish), ana).body).toBe('new');
    expect(wished(plain, [{ wish, failure: new AppError('forbidden', 'no') }], ana).body).toBe('a');
  });

  it('has one’s reaction at once, beside those of others, and loses it at once', () => {
    const liked = { ...plain, reactions: [{ emoji: '👍', memberIds: [ben] }] };
    const on: Wish = { kind: 'react', emoji: '👍', on: true };
    const both = wished(liked, underWay(on), ana);
    expect(both.reactions).toEqual([{ emoji: '👍', memberIds: [ben, ana] }]);
    expect(wished(both, underWay(on), ana).reactions).toEqual(both.reactions);
    expect(wished(both, underWay({ ...on, on: false }), ana).reactions).toEqual(liked.reactions);
    expect(wished(plain, underWay(on), ana).reactions).toEqual([{ emoji: '👍', memberIds: [ana] }]);
    const last = wished(plain, underWay(on), ana);
    expect(wished(last, underWay({ ...on, on: false }), ana).reactions).toEqual([]);
  });
});
