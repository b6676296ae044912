/** Keys that work while other programs have the focus, from several sources; each says whether it works. */
import { z } from 'zod';
import { GLOBAL_SOURCES } from '../talk.ts';

/** Why a source does not work here. */
export const SOURCE_FAULTS = [
  'notInstalled',
  'noDisplay',
  'wayland',
  'refused',
  'crashed',
  'taken',
  'noPortal',
  'declined',
] as const;

const sourceState = z.object({
  source: z.enum(GLOBAL_SOURCES),
  /** `off`: not asked for. */
  state: z.enum(['off', 'starting', 'ready', 'unavailable']),
  fault: z.enum(SOURCE_FAULTS).nullable(),
  /** How the person binds it themselves, where that is theirs to do: the command to run. */
  hint: z.string().nullable(),
});
export type SourceState = z.infer<typeof sourceState>;

/** A key by its place on the keyboard, or a mouse button, with what has to be held. */
const globalKey = z.object({
  code: z.string().regex(/^[A-Z][A-Za-z0-9]{0,29}$/u),
  ctrl: z.boolean(),
  alt: z.boolean(),
  shift: z.boolean(),
  meta: z.boolean(),
});
export type GlobalKey = z.infer<typeof globalKey>;

export const GLOBAL_ACTIONS = ['talk', 'mute'] as const;
export type GlobalAction = (typeof GLOBAL_ACTIONS)[number];

const wantedKeys = z.object({
  /** Off, nothing listens to any key. */
  on: z.boolean(),
  talk: globalKey.nullable(),
  mute: globalKey.nullable(),
  /** What the system's own dialog calls them, in the person's language. */
  texts: z.object({ talk: z.string().min(1).max(80), mute: z.string().min(1).max(80) }),
});
export type WantedKeys = z.infer<typeof wantedKeys>;

export const shortcutsCalls = {
  'shortcuts.getSources': { data: z.undefined(), answer: z.array(sourceState) },
  'shortcuts.want': { data: wantedKeys, answer: z.undefined() },
} as const;

export const shortcutsNotices = {
  'shortcuts.sourcesChanged': z.array(sourceState),
  /** `lost`: the source ended, with whatever was held. */
  'shortcuts.pressed': z.object({
    source: z.enum(GLOBAL_SOURCES),
    action: z.enum(GLOBAL_ACTIONS),
    kind: z.enum(['down', 'up', 'lost']),
  }),
  /** The screen was locked or the machine sleeps: no key is held any more, whatever was seen of it. */
  'shortcuts.released': z.null(),
} as const;
