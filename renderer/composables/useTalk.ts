import type { ServerSession } from '../signaling/ServerSession.ts';
import { useDraftsStore } from '../stores/drafts.ts';
import { useFileContentsStore } from '../stores/fileContents.ts';
import { useMessageActionsStore } from '../stores/messageActions.ts';
import { useMessagesStore } from '../stores/messages.ts';
import { useOutboxStore } from '../stores/outbox.ts';
import { useReadsStore } from '../stores/reads.ts';
import { useSearchStore } from '../stores/search.ts';
import { useTypingStore } from '../stores/typing.ts';
import { useUnsentStore } from '../stores/unsent.ts';
import { useUploadsStore } from '../stores/uploads.ts';

interface Talk {
  attach(session: ServerSession): void;
  detach(): void;
}

/** All that has to do with what people write, for the one who opens and closes sessions. */
export function useTalk(): Talk {
  const parts = [
    useUnsentStore(),
    useReadsStore(),
    useUploadsStore(),
    useFileContentsStore(),
    useMessagesStore(),
    useOutboxStore(),
    useMessageActionsStore(),
    useTypingStore(),
    useSearchStore(),
  ] as const;
  const drafts = useDraftsStore();
  return {
    attach(session) {
      for (const part of parts) {
        part.attach(session);
      }
    },
    detach() {
      for (const part of parts) {
        part.detach();
      }
      drafts.clear();
    },
  };
}
