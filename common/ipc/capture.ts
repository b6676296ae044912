/** Native capture, as the window asks for it. There is one share at a time, known by the producer that it feeds. */
import { z } from 'zod';
import { captureAbilities, captureEnd, captureQuality, captureSource, captureStatus } from '../capture.ts';
import { producerId } from '../ids.ts';
import { ingestAnswer } from '../ingest.ts';

export const captureCalls = {
  /** Tried once, then remembered; `fresh` tries anew. */
  'capture.getAbilities': { data: z.object({ fresh: z.boolean() }), answer: captureAbilities },
  /** `display_missing` */
  'capture.listSources': { data: z.undefined(), answer: z.array(captureSource) },
  /** What a source of the newest list shows now, as a `data:` address; null when it shows nothing, or is gone. */
  'capture.getThumbnail': { data: z.object({ sourceId: z.string().min(1).max(128) }), answer: z.string().nullable() },
  /**
   * Answers when the first picture is on its way; whatever was shared before ends. `source_gone`, and the other reasons
   * for which a capture ends.
   */
  'capture.start': {
    data: z.object({
      sourceId: z.string().min(1).max(128),
      quality: captureQuality,
      ingest: ingestAnswer,
      /** The server's host, for an ingest that has no address of its own. */
      host: z.string().min(1).max(255),
    }),
    answer: z.undefined(),
  },
  /** Without effect when nothing is shared. */
  'capture.change': { data: captureQuality, answer: z.undefined() },
  'capture.stop': { data: z.undefined(), answer: z.undefined() },
  /** How the share goes right now; null while nothing is shared. */
  'capture.look': { data: z.undefined(), answer: captureStatus.nullable() },
  /** Whether anybody looks at `capture.status`; nothing is told while nobody does. */
  'capture.watch': { data: z.object({ watched: z.boolean() }), answer: z.undefined() },
} as const;

export const captureNotices = {
  /** Once a second while it is looked at. */
  'capture.status': captureStatus,
  /** A share ended that had begun, and was not stopped. */
  'capture.ended': z.object({ producerId, why: captureEnd }),
} as const;
