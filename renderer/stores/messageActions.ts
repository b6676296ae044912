import { defineStore } from 'pinia';
import { onScopeDispose, shallowRef } from 'vue';
import { AppError } from '../../common/errors.ts';
import type { MessageId } from '../../common/ids.ts';
import type { Message } from '../../common/messages.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import { useAccessStore } from './access.ts';
import { sameMatter, type MessageChange, type Wish } from './messageChanges.ts';
import { useMessagesStore } from './messages.ts';
import { useServerStore } from './server.ts';

/** What one does with messages that are there: shown at once, taken back with its reason where it failed. */
export const useMessageActionsStore = defineStore('messageActions', () => {
  const messages = useMessagesStore();
  const server = useServerStore();
  const access = useAccessStore();
  const changes = shallowRef<ReadonlyMap<MessageId, readonly MessageChange[]>>(new Map());
  let session: ServerSession | undefined;

  function setChange(id: MessageId, wish: Wish, change: MessageChange | undefined): void {
    const others = (changes.value.get(id) ?? []).filter((one) => !sameMatter(one.wish, wish));
    const now = new Map(changes.value);
    const all = change === undefined ? others : [...others, change];
    if (all.length > 0) {
      now.set(id, all);
    } else {
      now.delete(id);
    }
    changes.value = now;
  }

  const current = (id: MessageId, wish: Wish): boolean =>
    changes.value.get(id)?.some((one) => one.wish === wish) === true;

  async function ask(message: Message, wish: Wish): Promise<void> {
    const { id } = message;
    const asked = session;
    setChange(id, wish, { wish, failure: undefined });
    try {
      if (asked === undefined) {
        throw new AppError('disconnected', 'a message changed without a session');
      }
      await request(asked, message, wish);
      if (current(id, wish)) {
        setChange(id, wish, undefined);
      }
    } catch (thrown) {
      const failure = AppError.from(thrown);
      if (asked === session && current(id, wish)) {
        setChange(id, wish, { wish, failure });
      }
    }
  }

  async function request({ signaling }: ServerSession, { id, channelId }: Message, wish: Wish): Promise<void> {
    switch (wish.kind) {
      case 'edit':
        messages.takeChanged((await signaling.request('editMessage', { messageId: id, body: wish.body })).message);
        break;
      case 'delete':
        await signaling.request('deleteMessage', { messageId: id });
        messages.takeDeleted(channelId, id);
        break;
      case 'react': {
        const { emoji, on } = wish;
        messages.takeChanged((await signaling.request('setReaction', { messageId: id, emoji, on })).message);
        break;
      }
    }
  }

  function detach(): void {
    session = undefined;
    changes.value = new Map();
  }
  onScopeDispose(detach);

  const own = (message: Message): boolean => message.author.memberId === server.self?.memberId;

  /** Answers, reactions and edits are writing, too. */
  const mayWrite = ({ channelId }: Message): boolean => access.may('sendMessages', channelId);

  return {
    changes,
    own,
    mayWrite,
    mayEdit: (message: Message): boolean => own(message) && mayWrite(message),
    mayDelete: (message: Message): boolean => own(message) || access.may('manageMessages', message.channelId),
    attach: (attached: ServerSession) => {
      detach();
      session = attached;
    },
    detach,
    edit: (message: Message, body: string) => ask(message, { kind: 'edit', body }),
    delete: (message: Message) => ask(message, { kind: 'delete' }),
    /** Gives the reaction, or takes it back where one has given it. */
    react: (message: Message, emoji: string) => {
      const given = message.reactions.find((one) => one.emoji === emoji);
      const on = given?.memberIds.some((id) => id === server.self?.memberId) !== true;
      return ask(message, { kind: 'react', emoji, on });
    },
    again: (message: Message, { wish }: MessageChange) => ask(message, wish),
    forget: (message: Message, { wish }: MessageChange) => {
      setChange(message.id, wish, undefined);
    },
  };
});
