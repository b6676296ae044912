import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import { ATTACHMENTS_MAX } from '../../common/attachments.ts';
import type { ChannelId } from '../../common/ids.ts';
import { useDraftsStore } from '../stores/drafts.ts';
import { useUploadsStore, type Upload } from '../stores/uploads.ts';

interface Attaching {
  /** This server takes files. */
  readonly possible: ComputedRef<boolean>;
  readonly chosen: ComputedRef<readonly Upload[]>;
  /** More were chosen than go with one message. */
  readonly tooMany: Readonly<ShallowRef<boolean>>;
  /** None of them stands in the way of sending. */
  readonly sendable: ComputedRef<boolean>;
  add(files: Iterable<File>): void;
  remove(nonce: string): void;
  /** What was pasted, if it is files. @returns whether it was */
  paste(event: ClipboardEvent): boolean;
}

/** The files of what is being written in a channel. */
export function useAttaching(channelId: ChannelId): Attaching {
  const drafts = useDraftsStore();
  const uploads = useUploadsStore();
  const tooMany = shallowRef(false);
  const possible = computed(() => uploads.maxBytes > 0);
  const chosen = computed(() => uploads.of(drafts.draftOf(channelId).uploads));

  function add(files: Iterable<File>): void {
    if (!possible.value) {
      return;
    }
    const all = [...files];
    const taken = all.slice(0, Math.max(0, ATTACHMENTS_MAX - chosen.value.length));
    tooMany.value = taken.length < all.length;
    const nonces = taken.map(uploads.add);
    drafts.keep(channelId, { uploads: [...drafts.draftOf(channelId).uploads, ...nonces] });
  }

  function remove(nonce: string): void {
    tooMany.value = false;
    drafts.keep(channelId, { uploads: drafts.draftOf(channelId).uploads.filter((one) => one !== nonce) });
    uploads.cancel(nonce);
  }

  function paste({ clipboardData }: ClipboardEvent): boolean {
    // Programs for texts put a picture of the words beside the words.
    const files = [...(clipboardData?.files ?? [])];
    if (files.length === 0 || !possible.value || clipboardData?.types.includes('text/plain') === true) {
      return false;
    }
    add(files);
    return true;
  }

  watch(
    () => chosen.value.length,
    (count) => {
      if (count === 0) {
        tooMany.value = false;
      }
    },
  );

  return {
    possible,
    chosen,
    tooMany,
    sendable: computed(() => chosen.value.every(({ state }) => state.kind !== 'failed')),
    add,
    remove,
    paste,
  };
}
