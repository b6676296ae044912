import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { Attachment } from '../../common/attachments.ts';
import { AppError } from '../../common/errors.ts';
import { useFileContentsStore } from '../stores/fileContents.ts';

interface Saving {
  readonly busy: Readonly<ShallowRef<boolean>>;
  readonly problem: Readonly<ShallowRef<AppError | undefined>>;
  readonly save: (attachment: Attachment) => Promise<void>;
}

/** Whatever it is, saved it is a file: a page of its own could run what is in it. */
const SAVED_TYPE = 'application/octet-stream';
/** The browser has taken it over by then. */
const HELD_MS = 10_000;

/** Puts a file where the browser, or the app, puts what is saved. */
export function useFileSaving(): Saving {
  const contents = useFileContentsStore();
  const busy = shallowRef(false);
  const problem = shallowRef<AppError>();
  const abort = new AbortController();

  async function save(attachment: Attachment): Promise<void> {
    if (busy.value) {
      return;
    }
    busy.value = true;
    problem.value = undefined;
    try {
      const blob = await contents.load(attachment, abort.signal);
      const url = URL.createObjectURL(blob.slice(0, blob.size, SAVED_TYPE));
      const link = document.createElement('a');
      link.href = url;
      link.download = attachment.name;
      link.click();
      // Of no one else's: it ends a file that is on its way to the disk, whatever becomes of what was pressed.
      setTimeout(() => {
        URL.revokeObjectURL(url);
      }, HELD_MS);
    } catch (thrown) {
      const error = AppError.from(thrown);
      problem.value = error.code === 'cancelled' ? undefined : error;
    } finally {
      busy.value = false;
    }
  }

  onScopeDispose(() => {
    abort.abort();
  });

  return { busy, problem, save };
}
