import { inject, type InjectionKey, type ShallowRef } from 'vue';
import { AppError } from '../../../common/errors.ts';
import type { MessageId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages.ts';

/** Where something opens: at an element, or where the pointer is. */
export type OpenAt = HTMLElement | { readonly x: number; readonly y: number };

/** What of it is open, for which message. */
export interface OpenedTool {
  readonly kind: 'menu' | 'emoji';
  readonly message: Message;
  readonly at: OpenAt;
  /** Where the focus returns to. */
  readonly from: HTMLElement;
}

/** What a list of messages offers for each of them, once for all: so that a message costs no menu of its own. */
export interface MessageTools {
  /** The one under the pointer or with the focus: it shows its buttons. */
  readonly active: ShallowRef<MessageId | undefined>;
  /** The one whose menu or emoji are open. */
  readonly opened: ShallowRef<MessageId | undefined>;
  /** @param from where the focus returns to */
  openMenu(message: Message, at: OpenAt, from: HTMLElement): void;
  openEmoji(message: Message, at: OpenAt, from: HTMLElement): void;
}

export const MESSAGE_TOOLS: InjectionKey<MessageTools> = Symbol('message tools');

export function useMessageTools(): MessageTools {
  const tools = inject(MESSAGE_TOOLS);
  if (tools === undefined) {
    throw new AppError('internal', 'a message outside a list of messages');
  }
  return tools;
}
