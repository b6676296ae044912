import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { ChannelId, MessageId } from '../../common/ids.ts';
import type { Message } from '../../common/messages.ts';

/** What is being written in a channel, kept when another one is opened. */
export interface Draft {
  readonly text: string;
  /** The message it answers. */
  readonly answered: Message | undefined;
  /** Nonces of its files. */
  readonly uploads: readonly string[];
}

const EMPTY: Draft = { text: '', answered: undefined, uploads: [] };

/** What is not sent yet. */
export const useDraftsStore = defineStore('drafts', () => {
  const drafts = shallowRef<ReadonlyMap<ChannelId, Draft>>(new Map());
  /** The one message that is being edited. */
  const edited = shallowRef<MessageId>();

  const draftOf = (channelId: ChannelId): Draft => drafts.value.get(channelId) ?? EMPTY;

  function keep(channelId: ChannelId, changed: Partial<Draft>): void {
    drafts.value = new Map(drafts.value).set(channelId, { ...draftOf(channelId), ...changed });
  }

  return {
    drafts,
    edited,
    draftOf,
    keep,
    clear: () => {
      drafts.value = new Map();
      edited.value = undefined;
    },
  };
});
