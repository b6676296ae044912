import { defineStore } from 'pinia';
import { onScopeDispose, watch } from 'vue';
import type { MemberId } from '../../common/ids.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { Welcome } from '../../common/signaling.ts';
import { readStored, removeStored, writeStored } from '../platform/storage.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import { useDraftsStore } from './drafts.ts';
import { useMessagesStore } from './messages.ts';
import { boundUnsent, parseUnsent, type KeptMessage, type Unsent } from './unsentItems.ts';
import { useUploadsStore } from './uploads.ts';

const keyOf = (place: string): string => `yankcord.unsent.${place}`;
/** Not at every letter. */
const WRITE_DELAY_MS = 500;

/**
 * Keeps what is written and not sent over a reload, for each server and whoever one is there. What was sent off goes again
 * with the nonce that it had: what had arrived after all is not stored twice.
 */
export const useUnsentStore = defineStore('unsent', () => {
  const messages = useMessagesStore();
  const drafts = useDraftsStore();
  const uploads = useUploadsStore();
  let lifetime = new Lifetime();
  let kept: { readonly key: string; readonly memberId: MemberId } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Before whatever sends: it finds what there is at the first welcome. */
  function attach(session: ServerSession): void {
    detach();
    lifetime = new Lifetime();
    lifetime.add(
      session.events.on('welcomed', ({ welcome }) => {
        if (kept === undefined) {
          kept = { key: keyOf(session.at.place), memberId: welcome.self.memberId };
          restore(kept.key, welcome);
          follow();
        }
      }),
    );
  }

  /** Before what it looks at is cleared. */
  function detach(): void {
    if (kept !== undefined) {
      write();
    }
    lifetime.end();
    kept = undefined;
  }

  function follow(): void {
    const stop = watch([() => messages.logs, () => drafts.drafts, () => uploads.uploads], () => {
      timer ??= setTimeout(write, WRITE_DELAY_MS);
    });
    lifetime.add(stop);
    lifetime.add(() => {
      clearTimeout(timer);
      timer = undefined;
    });
    window.addEventListener('pagehide', write);
    lifetime.add(() => {
      window.removeEventListener('pagehide', write);
    });
  }

  function restore(key: string, { self, channels }: Welcome): void {
    const stored = parseUnsent(readStored(key), self.memberId);
    if (stored === undefined) {
      return;
    }
    const seen = new Set(channels.map(({ id }) => id));
    stored.uploads.forEach(uploads.restore);
    for (const { channelId, text, answered, uploads: files } of stored.drafts) {
      if (seen.has(channelId)) {
        drafts.keep(channelId, { text, answered: answered ?? undefined, uploads: files });
      }
    }
    for (const { channelId, replyTo, ...message } of stored.messages) {
      if (seen.has(channelId)) {
        const answered = replyTo?.kind === 'message' ? replyTo : undefined;
        messages.change(channelId, (log) => ({
          ...log,
          pending: [...log.pending, { ...message, replyTo: answered, delivery: { kind: 'waiting' } }],
        }));
      }
    }
  }

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    if (kept === undefined) {
      return;
    }
    const now = boundUnsent(collect(kept.memberId));
    if (now.messages.length === 0 && now.drafts.length === 0) {
      removeStored(kept.key);
    } else {
      writeStored(kept.key, now);
    }
  }

  function collect(memberId: MemberId): Unsent {
    const waiting = [...messages.logs].flatMap(([channelId, { pending }]) =>
      pending.map(({ nonce, body, sentMs, replyTo, uploads: files }): KeptMessage => ({
        channelId,
        nonce,
        body,
        sentMs,
        replyTo: replyTo ?? null,
        uploads: [...files],
      })),
    );
    const there = new Map(uploads.uploaded().map((upload) => [upload.nonce, upload]));
    const begun = [...drafts.drafts].map(([channelId, { text, answered, uploads: files }]) => ({
      channelId,
      text,
      answered: answered ?? null,
      uploads: files.filter((nonce) => there.has(nonce)),
    }));
    return {
      memberId,
      messages: waiting,
      drafts: begun.filter(
        ({ text, answered, uploads: files }) => text !== '' || answered !== null || files.length > 0,
      ),
      uploads: [...there.values()],
    };
  }

  onScopeDispose(detach);

  return { attach, detach };
});

/** Whoever leaves a server for good leaves nothing of it here. */
export function forgetUnsent(place: string): void {
  removeStored(keyOf(place));
}
