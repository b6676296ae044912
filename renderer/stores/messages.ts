import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef } from 'vue';
import { MESSAGE_MAX_LENGTH, type Message } from '../../common/messages.ts';
import { AppError } from '../../common/errors.ts';
import type { ChannelId } from '../../common/ids.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import {
  EMPTY_LOG,
  withMessage,
  withNames,
  withNewest,
  withOlder,
  type MessageLog,
  type PendingMessage,
} from './messageLog.ts';
import { useServerStore } from './server.ts';

const PAGE_SIZE = 50;

/** Of its own, also on pages of insecure addresses, which have no `randomUUID`. */
const freshNonce = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');

/** The text channels of one server. */
export const useMessagesStore = defineStore('messages', () => {
  const server = useServerStore();
  const logs = shallowRef<ReadonlyMap<ChannelId, MessageLog>>(new Map());
  /** The last that was posted while one was here. */
  const latest = shallowRef<Message>();
  let session: ServerSession | undefined;
  /** The channel being looked at: what arrives there is read. */
  let reading: ChannelId | undefined;
  let lifetime = new Lifetime();

  const logOf = (channelId: ChannelId): MessageLog => logs.value.get(channelId) ?? EMPTY_LOG;

  function change(channelId: ChannelId, changed: (log: MessageLog) => MessageLog): void {
    logs.value = new Map(logs.value).set(channelId, changed(logOf(channelId)));
  }

  function attach(attached: ServerSession): void {
    detach();
    session = attached;
    lifetime = new Lifetime();
    lifetime.add(
      attached.signaling.onNotice('messagePosted', ({ message }) => {
        const own = message.author.memberId === server.self?.memberId;
        latest.value = message;
        change(message.channelId, (log) => {
          const next = withMessage(log, message);
          if (own || message.channelId === reading || next.messages === log.messages) {
            return next;
          }
          return { ...next, unread: log.unread + 1, firstUnread: log.firstUnread ?? message.id };
        });
      }),
    );
    lifetime.add(
      attached.signaling.onNotice('membersChanged', ({ members }) => {
        const names = new Map(members.map(({ id, name }) => [id, name]));
        logs.value = new Map([...logs.value].map(([channelId, log]) => [channelId, withNames(log, names)]));
      }),
    );
    lifetime.add(
      attached.events.on('welcomed', () => {
        // What was said during an absence, for every channel that had been opened; the rest load when opened.
        for (const [channelId, log] of logs.value) {
          if (log.loading.kind !== 'never') {
            void loadNewest(channelId);
          }
        }
      }),
    );
  }

  function detach(): void {
    lifetime.end();
    session = undefined;
    logs.value = new Map();
    latest.value = undefined;
  }

  /** Failures are kept in the log, where the list shows them. */
  async function loadNewest(channelId: ChannelId): Promise<void> {
    await load(channelId, undefined, withNewest);
  }

  async function loadOlder(channelId: ChannelId): Promise<void> {
    const log = logOf(channelId);
    const before = log.messages[0]?.id;
    if (log.loading.kind !== 'loading' && log.more && before !== undefined) {
      await load(channelId, before, withOlder);
    }
  }

  async function load(channelId: ChannelId, before: MessageLog['firstUnread'], merge: typeof withOlder): Promise<void> {
    const asked = session;
    if (asked === undefined) {
      return;
    }
    change(channelId, (log) => ({ ...log, loading: { kind: 'loading' } }));
    try {
      const { messages, more } = await asked.signaling.request('loadMessages', {
        channelId,
        limit: PAGE_SIZE,
        ...(before === undefined ? {} : { before }),
      });
      if (asked === session) {
        change(channelId, (log) => merge(log, messages, more));
      }
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (asked === session) {
        change(channelId, (log) => ({ ...log, loading: { kind: 'failed', error } }));
      }
    }
  }

  /** @param body as typed; nothing but spaces is not sent */
  function send(channelId: ChannelId, body: string): void {
    const trimmed = body.trim();
    if (trimmed === '' || trimmed.length > MESSAGE_MAX_LENGTH) {
      return;
    }
    void deliver(channelId, { nonce: freshNonce(), body: trimmed, sentMs: Date.now(), failure: undefined });
  }

  /** The same nonce again: had the first one arrived after all, it is not stored twice. */
  function resend(channelId: ChannelId, pending: PendingMessage): void {
    void deliver(channelId, { ...pending, failure: undefined });
  }

  async function deliver(channelId: ChannelId, pending: PendingMessage): Promise<void> {
    const asked = session;
    const { nonce, body } = pending;
    const others = (log: MessageLog): PendingMessage[] => log.pending.filter((one) => one.nonce !== nonce);
    change(channelId, (log) => ({ ...log, firstUnread: undefined, pending: [...others(log), pending] }));
    try {
      if (asked === undefined) {
        throw new AppError('disconnected', 'message sent without a session');
      }
      const { message } = await asked.signaling.request('sendMessage', { channelId, body, nonce });
      if (asked === session) {
        change(channelId, (log) => withMessage(log, message));
      }
    } catch (thrown) {
      const failure = AppError.from(thrown);
      if (asked === session) {
        change(channelId, (log) => ({
          ...log,
          pending: log.pending.map((one) => (one.nonce === nonce ? { ...one, failure } : one)),
        }));
      }
    }
  }

  function discard(channelId: ChannelId, pending: PendingMessage): void {
    change(channelId, (log) => ({ ...log, pending: log.pending.filter(({ nonce }) => nonce !== pending.nonce) }));
  }

  /** The person looks at this channel (or, with undefined, away from all of them). */
  function read(channelId: ChannelId | undefined): void {
    if (reading !== undefined && reading !== channelId) {
      change(reading, (log) => ({ ...log, firstUnread: undefined }));
    }
    reading = channelId;
    if (channelId !== undefined) {
      change(channelId, (log) => ({ ...log, unread: 0 }));
    }
  }

  onScopeDispose(detach);

  return {
    logs,
    latest,
    unread: computed(() => [...logs.value.values()].reduce((sum, log) => sum + log.unread, 0)),
    logOf,
    attach,
    detach,
    loadNewest,
    loadOlder,
    send,
    resend,
    discard,
    read,
    keepDraft: (channelId: ChannelId, draft: string) => {
      change(channelId, (log) => ({ ...log, draft }));
    },
  };
});
