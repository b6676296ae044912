import { useDocumentVisibility, useElementVisibility, useWindowFocus } from '@vueuse/core';
import {
  computed,
  nextTick,
  onScopeDispose,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue';
import type { ChannelId, MessageId } from '../../common/ids.ts';
import type { MessageLog } from '../stores/messageLog.ts';
import { useMessagesStore } from '../stores/messages.ts';
import { useReadsStore } from '../stores/reads.ts';
import { useHeldPlace } from './useHeldPlace.ts';
import { useStickToEnd } from './useStickToEnd.ts';

/** So far from an end the next page is asked for. */
const NEAR_PX = 800;
const FLASH_MS = 2_000;

interface MessageScroll {
  readonly atEnd: Readonly<Ref<boolean>>;
  /** The one that was sought and found just now. */
  readonly found: Readonly<ShallowRef<MessageId | undefined>>;
  /** To the newest message, which is loaded if it has to be. */
  readonly toNewest: () => Promise<void>;
}

/** Where one is in a channel's history: pages come before they are needed, and what is seen at the end is read. */
export function useMessageScroll(
  channelId: ChannelId,
  log: ComputedRef<MessageLog>,
  scroller: Readonly<ShallowRef<HTMLElement | null>>,
  content: Readonly<ShallowRef<HTMLElement | null>>,
): MessageScroll {
  const messages = useMessagesStore();
  const reads = useReadsStore();
  const { atEnd, toEnd } = useStickToEnd(scroller, content, () => !log.value.newer);
  useHeldPlace(
    scroller,
    () => [log.value.messages[0]?.id, log.value.messages.at(-1)?.id],
    () => atEnd.value && !log.value.newer,
  );

  function look(): void {
    const element = scroller.value;
    if (element === null || log.value.loading.kind !== 'loaded' || messages.sought !== undefined) {
      return;
    }
    if (element.scrollTop < NEAR_PX && log.value.more) {
      void messages.loadOlder(channelId);
    } else if (element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX && log.value.newer) {
      void messages.loadNewer(channelId);
    }
  }
  watch(scroller, (element, _, onCleanup) => {
    element?.addEventListener('scroll', look, { passive: true });
    onCleanup(() => {
      element?.removeEventListener('scroll', look);
    });
  });
  watch(
    log,
    () => {
      if (atEnd.value && !log.value.newer && messages.sought === undefined) {
        toEnd();
      }
      look(); // a page that fills less than the window leaves nothing to scroll
    },
    { flush: 'post' },
  );

  async function toNewest(): Promise<void> {
    if (log.value.newer) {
      await messages.loadNewest(channelId);
      await nextTick();
    }
    toEnd();
  }
  watch(
    () => log.value.pending.length,
    (count, before) => {
      if (count > before) {
        void toNewest();
      }
    },
    { flush: 'post' },
  );

  const found = shallowRef<MessageId>();
  let flash: ReturnType<typeof setTimeout> | undefined;
  watch(
    [() => messages.sought, () => log.value.messages],
    () => {
      const id = messages.sought?.channelId === channelId ? messages.sought.messageId : undefined;
      const element = id === undefined ? null : scroller.value?.querySelector(`[data-message-id="${CSS.escape(id)}"]`);
      if (!(element instanceof HTMLElement)) {
        return;
      }
      element.scrollIntoView({ block: 'center' });
      element.focus({ preventScroll: true });
      found.value = id;
      clearTimeout(flash);
      flash = setTimeout(() => {
        found.value = undefined;
      }, FLASH_MS);
      messages.sought = undefined;
    },
    { flush: 'post', immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(flash);
  });

  /** Read is what can be seen: not in a hidden window, and not in the column that a narrow screen leaves out. */
  const shown = useElementVisibility(scroller);
  const page = useDocumentVisibility();
  const focused = useWindowFocus();
  const seen = computed(
    () => shown.value && page.value === 'visible' && focused.value && atEnd.value && !log.value.newer,
  );
  watch(
    [seen, () => log.value.messages.at(-1)?.id],
    ([now, last]) => {
      reads.watch(channelId, now);
      if (now && last !== undefined) {
        reads.see(channelId, last);
      }
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    reads.watch(channelId, false);
    reads.dropLine(channelId);
  });

  return { atEnd, found, toNewest };
}
