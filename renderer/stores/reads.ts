import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef } from 'vue';
import type { ChannelId, MessageId } from '../../common/ids.ts';
import { Lifetime } from '../../common/lifetime.ts';
import { calledIn, type Message } from '../../common/messages.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import { arrived, marked, NOTHING_READ, seen, type ReadState } from './readState.ts';
import { useServerStore } from './server.ts';

/** Where much is said, it is told to the server as read once in so long. */
const TELL_EVERY_MS = 1_000;

/** What one has read, here and on other devices, and what waits. */
export const useReadsStore = defineStore('reads', () => {
  const server = useServerStore();
  const states = shallowRef<ReadonlyMap<ChannelId, ReadState>>(new Map());
  let session: ServerSession | undefined;
  let lifetime = new Lifetime();
  /** Channels whose end is before the eyes: what arrives there is read. */
  const watched = new Set<ChannelId>();
  /** Read, and not told to the server yet. */
  const untold = new Map<ChannelId, MessageId>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stateOf = (channelId: ChannelId): ReadState => states.value.get(channelId) ?? NOTHING_READ;

  function change(channelId: ChannelId, changed: (state: ReadState) => ReadState): void {
    states.value = new Map(states.value).set(channelId, changed(stateOf(channelId)));
  }

  const callsSelf = ({ body }: Message): boolean =>
    server.self !== undefined && calledIn(body).includes(server.self.memberId);

  function attach(attached: ServerSession): void {
    detach();
    session = attached;
    lifetime = new Lifetime();
    lifetime.add(
      attached.events.on('welcomed', ({ welcome }) => {
        for (const mark of welcome.reads) {
          change(mark.channelId, (state) => marked(state, mark));
        }
        tell();
      }),
    );
    lifetime.add(
      attached.signaling.onNotice('messagePosted', ({ message }) => {
        if (message.author.memberId !== server.self?.memberId && !watched.has(message.channelId)) {
          change(message.channelId, (state) => arrived(state, callsSelf(message)));
        }
      }),
    );
    lifetime.add(
      attached.signaling.onNotice('channelDeleted', ({ channelId }) => {
        const left = new Map(states.value);
        left.delete(channelId);
        states.value = left;
        untold.delete(channelId);
      }),
    );
    lifetime.add(
      attached.signaling.onNotice('readMarked', ({ mark }) => {
        change(mark.channelId, (state) => marked(state, mark));
      }),
    );
  }

  function detach(): void {
    lifetime.end();
    session = undefined;
    clearTimeout(timer);
    timer = undefined;
    untold.clear();
    states.value = new Map();
  }

  /** Everything up to this message was before the eyes. */
  function see(channelId: ChannelId, messageId: MessageId): void {
    const before = stateOf(channelId);
    if (before.unread > 0 || before.lastRead === null || before.lastRead < messageId) {
      change(channelId, (state) => seen(state, messageId));
      untold.set(channelId, messageId);
      if (timer === undefined) {
        tell();
      }
    }
  }

  function tell(): void {
    timer = undefined;
    if (session?.welcome === undefined || untold.size === 0) {
      return; // the next welcome tells
    }
    for (const [channelId, messageId] of untold) {
      // A mark that gets lost is told with the next message read, or found again on the next visit.
      session.signaling.request('markRead', { channelId, messageId }).catch(() => undefined);
    }
    untold.clear();
    timer = setTimeout(tell, TELL_EVERY_MS);
  }

  onScopeDispose(detach);

  return {
    stateOf,
    attach,
    detach,
    callsSelf,
    see,
    /** Whether the end of this channel is before the eyes. */
    watch: (channelId: ChannelId, now: boolean) => {
      if (now) {
        watched.add(channelId);
      } else {
        watched.delete(channelId);
      }
    },
    watches: (channelId: ChannelId): boolean => watched.has(channelId),
    /** One turns away, or writes: what was new no longer is. */
    dropLine: (channelId: ChannelId) => {
      change(channelId, (state) => ({ ...state, lineAfter: undefined }));
    },
    unread: computed(() => [...states.value.values()].reduce((sum, { unread }) => sum + unread, 0)),
    mentions: computed(() => [...states.value.values()].reduce((sum, { mentions }) => sum + mentions, 0)),
  };
});
