import { z } from 'zod';

/** Whether the keys to talk and to mute are heard while other programs have the focus; in the app only. */
export const globalKeysShape = { globalKeys: z.boolean().catch(false) };
