import { z } from 'zod';
import { binding } from '../bindings.ts';

/** null: the person wants none; not there: the one it comes with. */
const chosen = z.union([binding, z.null()]).optional().catch(undefined);

const shortcuts = z.object({
  mute: chosen,
  deafen: chosen,
  camera: chosen,
  share: chosen,
  backToVoice: chosen,
  switcher: chosen,
  search: chosen,
  channelUp: chosen,
  channelDown: chosen,
  serverUp: chosen,
  serverDown: chosen,
  preferences: chosen,
  streams: chosen,
  help: chosen,
});
export type ChosenShortcuts = Readonly<z.infer<typeof shortcuts>>;
export type ShortcutAction = keyof ChosenShortcuts;

export const shortcutsShape = { shortcuts: shortcuts.catch({}) };
