import { defineStore } from 'pinia';
import { onScopeDispose, shallowRef } from 'vue';
import { safeFileName, type Attachment, type AttachmentId } from '../../common/attachments.ts';
import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import { dropSent, findSent, sendFile, type FileServer } from '../signaling/transfers.ts';
import { freshNonce } from './nonce.ts';
import type { KeptUpload } from './unsentItems.ts';

export type UploadState =
  /** For those before it, or for the connection. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending'; readonly bytes: number }
  | { readonly kind: 'uploaded'; readonly attachment: Attachment }
  | { readonly kind: 'failed'; readonly error: AppError };

/** A file that somebody chose, on its way. */
export interface Upload {
  readonly nonce: string;
  readonly name: string;
  readonly bytes: number;
  /** Of a picture, to be seen before it is sent. */
  readonly preview: string | undefined;
  readonly alt: string;
  readonly state: UploadState;
}

/** How it stands with all files of a message. */
export type Readiness =
  | { readonly kind: 'ready'; readonly attachments: { readonly id: AttachmentId; readonly alt?: string }[] }
  | { readonly kind: 'coming' }
  | { readonly kind: 'failed'; readonly error: AppError };

const AT_ONCE = 2;
const ATTEMPTS_MAX = 4;
const AGAIN_MS = 1_500;
const WAITING: UploadState = { kind: 'waiting' };
const PREVIEWED = /^image\/(?:png|jpeg|gif|webp|avif)$/u;

interface UploadEvents {
  /** Uploaded, or failed for good: whoever waits for it may look again. */
  settled: { nonce: string };
}

/** Files on their way to the server: each is uploaded once, by its nonce, however often the way there is lost. */
export const useUploadsStore = defineStore('uploads', () => {
  const events = new Emitter<UploadEvents>();
  const uploads = shallowRef<ReadonlyMap<string, Upload>>(new Map());
  /** Of one file; 0: this server takes none. */
  const maxBytes = shallowRef(0);
  const files = new Map<string, Blob>();
  const attempts = new Map<string, number>();
  const running = new Map<string, AbortController>();
  let session: ServerSession | undefined;
  let lifetime = new Lifetime();

  function attach(attached: ServerSession): void {
    detach();
    session = attached;
    lifetime = new Lifetime();
    lifetime.add(
      attached.events.on('welcomed', ({ welcome }) => {
        maxBytes.value = welcome.fileMaxBytes;
        pump();
      }),
    );
  }

  function detach(): void {
    lifetime.end();
    session = undefined;
    maxBytes.value = 0;
    for (const nonce of [...uploads.value.keys()]) {
      forget([nonce]);
    }
  }

  function change(nonce: string, changed: Partial<Upload>): void {
    const upload = uploads.value.get(nonce);
    if (upload !== undefined) {
      uploads.value = new Map(uploads.value).set(nonce, { ...upload, ...changed });
    }
  }

  function settle(nonce: string, state: UploadState): void {
    change(nonce, { state });
    events.emit('settled', { nonce });
  }

  /** @returns the nonce by which it is known */
  function add(file: File): string {
    const nonce = freshNonce();
    files.set(nonce, file);
    const tooLarge = file.size > maxBytes.value;
    const state: UploadState = tooLarge
      ? { kind: 'failed', error: new AppError('file_too_large', 'larger than this server takes') }
      : WAITING;
    const preview = PREVIEWED.test(file.type) && !tooLarge ? URL.createObjectURL(file) : undefined;
    const upload = { nonce, name: safeFileName(file.name), bytes: file.size, preview, alt: '', state };
    uploads.value = new Map(uploads.value).set(nonce, upload);
    pump();
    return nonce;
  }

  function pump(): void {
    const server = session?.files;
    const next = [...uploads.value.values()].find(
      ({ nonce, state }) => state.kind === 'waiting' && !running.has(nonce),
    );
    if (server === undefined || next === undefined || running.size >= AT_ONCE) {
      return;
    }
    const abort = new AbortController();
    running.set(next.nonce, abort);
    void run(server, next, abort).finally(() => {
      if (running.get(next.nonce) === abort) {
        running.delete(next.nonce);
      }
      pump();
    });
    pump();
  }

  async function run(server: FileServer, { nonce, name }: Upload, abort: AbortController): Promise<void> {
    const file = files.get(nonce);
    const attempt = (attempts.get(nonce) ?? 0) + 1;
    attempts.set(nonce, attempt);
    try {
      if (file === undefined || !(await isReadable(file))) {
        throw new AppError('file_unreadable', 'empty, or not there any more');
      }
      // The answer of an earlier attempt may have been all that was lost.
      const before = attempt > 1 ? await findSent(server, nonce, abort.signal) : undefined;
      const attachment =
        before ??
        (await sendFile(server, { nonce, name, file }, abort.signal, (bytes) => {
          change(nonce, { state: { kind: 'sending', bytes } });
        }));
      if (!abort.signal.aborted) {
        settle(nonce, { kind: 'uploaded', attachment });
      }
    } catch (thrown) {
      if (!abort.signal.aborted) {
        failed(nonce, attempt, AppError.from(thrown));
      }
    }
  }

  function failed(nonce: string, attempt: number, error: AppError): void {
    const passing = error.code === 'disconnected' || error.code === 'rate_limited';
    if (!passing || (session?.welcome !== undefined && attempt >= ATTEMPTS_MAX)) {
      settle(nonce, { kind: 'failed', error });
      return;
    }
    if (session?.welcome === undefined) {
      change(nonce, { state: WAITING }); // until the next welcome
      return;
    }
    change(nonce, { state: { kind: 'sending', bytes: 0 } });
    const timer = setTimeout(() => {
      if (uploads.value.get(nonce)?.state.kind === 'sending' && !running.has(nonce)) {
        change(nonce, { state: WAITING });
        pump();
      }
    }, error.retryAfterMs ?? AGAIN_MS);
    lifetime.add(() => {
      clearTimeout(timer);
    });
  }

  function retry(nonce: string): void {
    if (uploads.value.get(nonce)?.state.kind === 'failed') {
      attempts.set(nonce, 1); // an earlier one may have arrived after all
      change(nonce, { state: WAITING });
      pump();
    }
  }

  /** Not to be sent after all: what is on its way is stopped, and what is there is taken back. */
  function cancel(nonce: string): void {
    const state = uploads.value.get(nonce)?.state;
    forget([nonce]);
    const server = session?.files;
    if (state?.kind === 'uploaded' && server !== undefined) {
      // One that stays is swept by the server.
      dropSent(server, state.attachment.id).catch(() => undefined);
    }
  }

  /** Their message is there, or they are not wanted: nothing of them stays here. */
  function forget(nonces: readonly string[]): void {
    const left = new Map(uploads.value);
    for (const nonce of nonces) {
      const preview = left.get(nonce)?.preview;
      if (preview !== undefined) {
        URL.revokeObjectURL(preview);
      }
      running.get(nonce)?.abort();
      running.delete(nonce);
      left.delete(nonce);
      files.delete(nonce);
      attempts.delete(nonce);
    }
    uploads.value = left;
  }

  function readiness(nonces: readonly string[]): Readiness {
    const all = nonces.map((nonce) => uploads.value.get(nonce));
    const attachments: { id: AttachmentId; alt?: string }[] = [];
    for (const upload of all) {
      if (upload === undefined) {
        return { kind: 'failed', error: new AppError('file_unreadable', 'the file is known no longer') };
      }
      const { state, alt } = upload;
      if (state.kind === 'failed') {
        return { kind: 'failed', error: state.error };
      }
      if (state.kind === 'uploaded') {
        attachments.push({ id: state.attachment.id, ...(alt.trim() === '' ? {} : { alt: alt.trim() }) });
      }
    }
    return attachments.length === all.length ? { kind: 'ready', attachments } : { kind: 'coming' };
  }

  /** One that was uploaded before this page was loaded. */
  function restore({ nonce, attachment, alt }: KeptUpload): void {
    const { name, bytes } = attachment;
    const state: UploadState = { kind: 'uploaded', attachment };
    uploads.value = new Map(uploads.value).set(nonce, { nonce, name, bytes, preview: undefined, alt, state });
  }

  onScopeDispose(detach);

  return {
    /** @returns the function that undoes it */
    onSettled: (listener: () => void): (() => void) => events.on('settled', listener),
    uploads,
    maxBytes,
    attach,
    detach,
    add,
    retry,
    cancel,
    forget,
    readiness,
    restore,
    /** Those that are on the server. */
    uploaded: (): KeptUpload[] =>
      [...uploads.value.values()].flatMap(({ nonce, alt, state }) =>
        state.kind === 'uploaded' ? [{ nonce, alt, attachment: state.attachment }] : [],
      ),
    describe: (nonce: string, alt: string) => {
      change(nonce, { alt });
    },
    of: (nonces: readonly string[]): Upload[] =>
      nonces.map((nonce) => uploads.value.get(nonce)).filter((upload) => upload !== undefined),
  };
});

/** A folder, and what was deleted since it was chosen, cannot be read. */
const isReadable = async (file: Blob): Promise<boolean> => {
  try {
    return (await file.slice(0, 1).arrayBuffer()).byteLength === 1;
  } catch {
    return false;
  }
};
