import type { AppError } from '../../common/errors.ts';
import type { MemberId } from '../../common/ids.ts';
import type { Message, Reaction } from '../../common/messages.ts';

/** What one wants of a message that the server has not confirmed yet. */
export type Wish =
  | { readonly kind: 'edit'; readonly body: string }
  | { readonly kind: 'delete' }
  | { readonly kind: 'react'; readonly emoji: string; readonly on: boolean };

export interface MessageChange {
  readonly wish: Wish;
  /** Why it did not happen; undefined while it is on its way. */
  readonly failure: AppError | undefined;
}

/** Wishes of the same kind for one message replace each other; reactions do so for each emoji. */
export const sameMatter = (a: Wish, b: Wish): boolean =>
  a.kind === b.kind && (a.kind !== 'react' || b.kind !== 'react' || a.emoji === b.emoji);

/** A message as it will be when what is wished has happened. What failed is not shown as if it had. */
export function wished(message: Message, changes: readonly MessageChange[], self: MemberId | undefined): Message {
  let shown = message;
  for (const { wish, failure } of changes) {
    if (failure !== undefined) {
      continue;
    }
    if (wish.kind === 'edit') {
      shown = { ...shown, body: wish.body };
    } else if (wish.kind === 'react' && self !== undefined) {
      shown = { ...shown, reactions: withReaction(shown.reactions, wish.emoji, wish.on, self) };
    }
  }
  return shown;
}

function withReaction(reactions: readonly Reaction[], emoji: string, on: boolean, self: MemberId): Reaction[] {
  if (on && !reactions.some((one) => one.emoji === emoji)) {
    return [...reactions, { emoji, memberIds: [self] }];
  }
  return reactions
    .map((one) => {
      const others = one.memberIds.filter((id) => id !== self);
      return one.emoji === emoji ? { emoji, memberIds: on ? [...others, self] : others } : one;
    })
    .filter(({ memberIds }) => memberIds.length > 0);
}
