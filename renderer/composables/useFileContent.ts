import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { Attachment } from '../../common/attachments.ts';
import { AppError } from '../../common/errors.ts';
import { useFileContentsStore } from '../stores/fileContents.ts';

export type FileContent =
  | { readonly kind: 'unasked' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly url: string }
  | { readonly kind: 'failed'; readonly error: AppError };

interface Loading {
  readonly content: Readonly<ShallowRef<FileContent>>;
  /** Now; again where it failed. */
  readonly load: () => void;
}

/** A file to be shown, by an address of this page's own, which ends with whatever shows it. */
export function useFileContent(attachment: () => Attachment, wanted: () => boolean = () => false): Loading {
  const contents = useFileContentsStore();
  const content = shallowRef<FileContent>({ kind: 'unasked' });
  let abort: AbortController | undefined;

  function release(): void {
    abort?.abort();
    abort = undefined;
    if (content.value.kind === 'loaded') {
      URL.revokeObjectURL(content.value.url);
    }
    content.value = { kind: 'unasked' };
  }

  async function fetchNow(): Promise<void> {
    release();
    const asked = new AbortController();
    abort = asked;
    content.value = { kind: 'loading' };
    try {
      const blob = await contents.load(attachment(), asked.signal);
      if (abort === asked) {
        content.value = { kind: 'loaded', url: URL.createObjectURL(blob) };
      }
    } catch (thrown) {
      if (abort === asked) {
        content.value = { kind: 'failed', error: AppError.from(thrown) };
      }
    }
  }

  function load(): void {
    if (content.value.kind === 'unasked' || content.value.kind === 'failed') {
      void fetchNow();
    }
  }

  watch(
    () => attachment().id,
    () => {
      release();
      if (wanted()) {
        load();
      }
    },
  );
  watch(
    wanted,
    (now) => {
      if (now) {
        load();
      }
    },
    { immediate: true },
  );
  watch(
    () => contents.welcomes,
    () => {
      if (content.value.kind === 'failed' && content.value.error.code === 'disconnected') {
        load();
      }
    },
  );
  onScopeDispose(release);

  return { content, load };
}
