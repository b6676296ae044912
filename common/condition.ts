/** How a server does, for those who run it. */
import { z } from 'zod';

const count = z.number().int().min(0);

export const serverCondition = z.object({
  version: z.string(),
  /** Unix time in milliseconds. */
  startedMs: z.number().int(),
  online: count,
  inCalls: count,
  /** Resident memory of the server's own process, without the media workers. */
  memoryBytes: count,
  /** Of one core, what the server's own process was busy since it was asked last. */
  busyPercent: z.number().min(0),
  workers: z.array(z.object({ running: z.boolean(), cpuPercent: z.number().min(0), rooms: count })),
  storage: z.object({
    members: count,
    messages: count,
    files: count,
    filesBytes: count,
    databaseBytes: count,
    /** Of the disk that holds all of it. */
    freeBytes: count,
  }),
  backup: z.object({
    /** 0: only by hand. */
    everyHours: z.number().min(0),
    /** Unix time in milliseconds; null while there is none. */
    lastMs: z.number().int().nullable(),
  }),
});
export type ServerCondition = z.infer<typeof serverCondition>;

export const conditionRequests = {
  /** For those who manage the server. */
  loadCondition: { data: z.object({}), answer: serverCondition },
} as const;
