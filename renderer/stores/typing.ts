import { defineStore } from 'pinia';
import { onScopeDispose, shallowRef } from 'vue';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';

/** The server tells of somebody who goes on at most every three seconds; a little longer they are shown. */
const SHOWN_MS = 5_000;
const TELL_EVERY_MS = 3_000;

/** Who is writing, where. */
export const useTypingStore = defineStore('typing', () => {
  const writers = shallowRef<ReadonlyMap<ChannelId, readonly MemberId[]>>(new Map());
  let session: ServerSession | undefined;
  let lifetime = new Lifetime();
  let timers = new Map<string, ReturnType<typeof setTimeout>>();
  const toldMs = new Map<ChannelId, number>();

  function setWriting(channelId: ChannelId, memberId: MemberId, writing: boolean): void {
    const key = `${channelId} ${memberId}`;
    clearTimeout(timers.get(key));
    timers.delete(key);
    const before = writers.value.get(channelId) ?? [];
    if (writing) {
      timers.set(
        key,
        setTimeout(() => {
          setWriting(channelId, memberId, false);
        }, SHOWN_MS),
      );
    }
    if (writing !== before.includes(memberId)) {
      const now = writing ? [...before, memberId] : before.filter((id) => id !== memberId);
      writers.value = new Map(writers.value).set(channelId, now);
    }
  }

  function attach(attached: ServerSession): void {
    detach();
    session = attached;
    lifetime = new Lifetime();
    lifetime.add(
      attached.signaling.onNotice('typing', ({ channelId, memberId }) => {
        setWriting(channelId, memberId, true);
      }),
    );
    lifetime.add(
      attached.signaling.onNotice('messagePosted', ({ message }) => {
        setWriting(message.channelId, message.author.memberId, false);
      }),
    );
  }

  function detach(): void {
    lifetime.end();
    session = undefined;
    for (const timer of timers.values()) {
      clearTimeout(timer);
    }
    timers = new Map();
    toldMs.clear();
    writers.value = new Map();
  }

  onScopeDispose(detach);

  return {
    attach,
    detach,
    writersOf: (channelId: ChannelId): readonly MemberId[] => writers.value.get(channelId) ?? [],
    /** One types, right now: told to the others once in a while. */
    tell: (channelId: ChannelId) => {
      const nowMs = performance.now();
      if (session?.welcome !== undefined && nowMs - (toldMs.get(channelId) ?? -Infinity) >= TELL_EVERY_MS) {
        toldMs.set(channelId, nowMs);
        // Whoever does not hear of it misses nothing that stays.
        session.signaling.request('setTyping', { channelId }).catch(() => undefined);
      }
    },
    /** What was typed is sent: the next letter is told at once. */
    sent: (channelId: ChannelId) => {
      toldMs.delete(channelId);
    },
  };
});
