import { z } from 'zod';
import { binding, type Binding } from '../bindings.ts';

/** Push-to-talk in the window. */
export interface TalkKey {
  readonly binding?: Binding | undefined;
  /** Pressed once to talk and once more to end, instead of held. */
  readonly toggle: boolean;
}
const NONE: TalkKey = { toggle: false };

export const talkKeyShape = {
  talkKey: z
    .object({
      binding: binding.optional().catch(undefined),
      toggle: z.boolean().catch(NONE.toggle),
    })
    .catch(NONE),
};
