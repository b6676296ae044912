/** What main and the process with the hook tell each other. */
import { z } from 'zod';
import { GLOBAL_ACTIONS, SOURCE_FAULTS } from '../../common/ipc/shortcuts.ts';
import type { WantedByAction } from './hookKeys.ts';

export const hookMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('failed'), fault: z.enum(SOURCE_FAULTS) }),
  z.object({ kind: z.literal('pressed'), action: z.enum(GLOBAL_ACTIONS), edge: z.enum(['down', 'up']) }),
]);
export type HookMessage = z.infer<typeof hookMessage>;

export interface HookOrder {
  readonly kind: 'want';
  readonly wanted: WantedByAction;
}
