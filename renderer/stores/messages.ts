import { defineStore } from 'pinia';
import { onScopeDispose, shallowRef } from 'vue';
import { excerptOf, HISTORY_PAGE_MAX, type Message, type MessagePage } from '../../common/messages.ts';
import { AppError } from '../../common/errors.ts';
import type { ChannelId, MessageId } from '../../common/ids.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { RequestInput } from '../../common/signaling.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import {
  EMPTY_LOG,
  withAround,
  withChanged,
  withMessage,
  withNames,
  withNewer,
  withNewest,
  withOlder,
  withoutFirst,
  withoutMessage,
  withRefreshed,
  type MessageLog,
  type PageWay,
} from './messageLog.ts';

const PAGE_SIZE = 50;

const MERGES: Readonly<Record<PageWay, (log: MessageLog, page: MessagePage) => MessageLog>> = {
  newest: withNewest,
  older: withOlder,
  newer: withNewer,
  around: withAround,
};

/** The channels of one server, as far as they were opened. */
export const useMessagesStore = defineStore('messages', () => {
  const logs = shallowRef<ReadonlyMap<ChannelId, MessageLog>>(new Map());
  /** The last that was posted while one was here. */
  const latest = shallowRef<Message>();
  /** A message to be brought before the eyes once its channel's list shows it. */
  const sought = shallowRef<{ readonly channelId: ChannelId; readonly messageId: MessageId }>();
  let session: ServerSession | undefined;
  let lifetime = new Lifetime();
  /** The last page asked for in each channel: an earlier one that comes late belongs to another window. */
  const asked = new Map<ChannelId, symbol>();

  const logOf = (channelId: ChannelId): MessageLog => logs.value.get(channelId) ?? EMPTY_LOG;

  function change(channelId: ChannelId, changed: (log: MessageLog) => MessageLog): void {
    logs.value = new Map(logs.value).set(channelId, changed(logOf(channelId)));
  }

  /** What was never opened is loaded when it is: nothing is collected for it. */
  function changeOpened(channelId: ChannelId, changed: (log: MessageLog) => MessageLog): void {
    if (logOf(channelId).loading.kind !== 'never') {
      change(channelId, changed);
    }
  }

  const takeChanged = (message: Message): void => {
    changeOpened(message.channelId, (log) => withChanged(log, message, excerptOf(message.body)));
  };
  const takeDeleted = (channelId: ChannelId, messageId: MessageId): void => {
    changeOpened(channelId, (log) => withoutMessage(log, messageId));
  };

  function attach(attached: ServerSession): void {
    detach();
    session = attached;
    lifetime = new Lifetime();
    const { signaling, events } = attached;
    lifetime.add(
      signaling.onNotice('messagePosted', ({ message }) => {
        latest.value = message;
        changeOpened(message.channelId, (log) => withMessage(log, message));
      }),
    );
    lifetime.add(
      signaling.onNotice('membersChanged', ({ members }) => {
        const names = new Map(members.map(({ id, name }) => [id, name]));
        logs.value = new Map([...logs.value].map(([channelId, log]) => [channelId, withNames(log, names)]));
      }),
    );
    lifetime.add(
      signaling.onNotice('messageChanged', ({ message }) => {
        takeChanged(message);
      }),
    );
    lifetime.add(
      signaling.onNotice('messageDeleted', ({ channelId, messageId }) => {
        takeDeleted(channelId, messageId);
      }),
    );
    lifetime.add(
      events.on('welcomed', () => {
        // What was said and changed during an absence; channels that were not opened load when they are.
        for (const [channelId, log] of logs.value) {
          if (log.loading.kind !== 'never') {
            void (log.newer ? refresh(channelId) : load(channelId, 'newest'));
          }
        }
      }),
    );
  }

  function detach(): void {
    lifetime.end();
    session = undefined;
    asked.clear();
    logs.value = new Map();
    latest.value = undefined;
    sought.value = undefined;
  }

  async function loadOlder(channelId: ChannelId): Promise<void> {
    const { loading, more, messages } = logOf(channelId);
    const before = messages[0]?.id;
    if (loading.kind !== 'loading' && more && before !== undefined) {
      await load(channelId, 'older', { before });
    }
  }

  async function loadNewer(channelId: ChannelId): Promise<void> {
    const { loading, newer, messages } = logOf(channelId);
    const after = messages.at(-1)?.id;
    if (loading.kind !== 'loading' && newer && after !== undefined) {
      await load(channelId, 'newer', { after });
    }
  }

  /** Brings a message before the eyes, wherever in the history it is. */
  async function seek(channelId: ChannelId, messageId: MessageId): Promise<void> {
    sought.value = { channelId, messageId };
    if (!logOf(channelId).messages.some(({ id }) => id === messageId)) {
      await load(channelId, 'around', { around: messageId });
    }
  }

  /** Failures are kept in the log, where the list shows them. */
  async function load(
    channelId: ChannelId,
    way: PageWay,
    place: Pick<RequestInput<'loadMessages'>, 'before' | 'after' | 'around'> = {},
  ): Promise<void> {
    if (session === undefined) {
      return;
    }
    const ask = Symbol(way);
    asked.set(channelId, ask);
    change(channelId, (log) => ({ ...log, loading: { kind: 'loading', way } }));
    try {
      const page = await session.signaling.request('loadMessages', { channelId, limit: PAGE_SIZE, ...place });
      if (asked.get(channelId) === ask) {
        change(channelId, (log) => MERGES[way](log, page));
      }
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (asked.get(channelId) === ask) {
        change(channelId, (log) => ({ ...log, loading: { kind: 'failed', way, error } }));
      }
    }
  }

  /** A window somewhere in the history, page by page as it is now: whoever reads there goes on reading there. */
  async function refresh(channelId: ChannelId): Promise<void> {
    const [first] = logOf(channelId).messages;
    const last = logOf(channelId).messages.at(-1);
    if (session === undefined || first === undefined || last === undefined) {
      return;
    }
    const ask = Symbol('refresh');
    asked.set(channelId, ask);
    change(channelId, (log) => ({ ...log, loading: { kind: 'loading', way: 'newer' } }));
    try {
      let after: MessageId | undefined = first.id;
      while (after !== undefined && after < last.id) {
        const from: MessageId = after;
        const page: MessagePage = await session.signaling.request('loadMessages', {
          channelId,
          after: from,
          limit: HISTORY_PAGE_MAX,
        });
        if (asked.get(channelId) !== ask) {
          return;
        }
        change(channelId, (log) => withRefreshed(log, from, page));
        after = page.newer ? page.messages.at(-1)?.id : undefined;
      }
      change(channelId, (log) => ({ ...withoutFirst(log), loading: { kind: 'loaded' } }));
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (asked.get(channelId) === ask) {
        change(channelId, (log) => ({ ...log, loading: { kind: 'failed', way: 'newer', error } }));
      }
    }
  }

  onScopeDispose(detach);

  return {
    logs,
    latest,
    sought,
    logOf,
    change,
    attach,
    detach,
    loadNewest: (channelId: ChannelId) => load(channelId, 'newest'),
    loadOlder,
    loadNewer,
    seek,
    takeChanged,
    takeDeleted,
  };
});
