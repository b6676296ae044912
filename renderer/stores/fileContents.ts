import { defineStore } from 'pinia';
import { onScopeDispose, shallowRef } from 'vue';
import type { Attachment, AttachmentId } from '../../common/attachments.ts';
import { AppError } from '../../common/errors.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import { fetchFile } from '../signaling/transfers.ts';

/** What is shown again and again, as one scrolls and opens pictures, is fetched once: so much of it. */
const KEPT_BYTES = 48 * 1_024 * 1_024;
/** What a page may show of a file. Whatever else a server says that it is gets no type by which a browser would run it. */
const SHOWN = /^(?:image\/(?:png|apng|jpeg|gif|webp|avif)|(?:audio|video)\/[\w.+-]+(?:; codecs=opus)?)$/u;

/** What is in files, as far as it was looked at. */
export const useFileContentsStore = defineStore('fileContents', () => {
  /** Grows with each time the server is found: what did not come before may come now. */
  const welcomes = shallowRef(0);
  const kept = new Map<AttachmentId, Blob>();
  let session: ServerSession | undefined;
  let lifetime = new Lifetime();

  function attach(attached: ServerSession): void {
    detach();
    session = attached;
    lifetime = new Lifetime();
    lifetime.add(
      attached.events.on('welcomed', () => {
        welcomes.value += 1;
      }),
    );
  }

  function detach(): void {
    lifetime.end();
    session = undefined;
    kept.clear();
  }

  /** @throws AppError `cancelled`, `disconnected`, the server's */
  async function load({ id, type }: Attachment, signal: AbortSignal): Promise<Blob> {
    const before = kept.get(id);
    if (before !== undefined) {
      return before;
    }
    const asked = session;
    const server = asked?.files;
    if (server === undefined) {
      throw new AppError('disconnected', 'a file was asked for without a connection');
    }
    const blob = await fetchFile(server, id, signal);
    const typed = blob.slice(0, blob.size, SHOWN.test(type) ? type : 'application/octet-stream');
    if (asked === session) {
      keep(id, typed);
    }
    return typed;
  }

  function keep(id: AttachmentId, blob: Blob): void {
    kept.set(id, blob);
    let bytes = [...kept.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [oldest, { size }] of kept) {
      if (bytes <= KEPT_BYTES) {
        break;
      }
      kept.delete(oldest);
      bytes -= size;
    }
  }

  onScopeDispose(detach);

  return { welcomes, attach, detach, load };
});
