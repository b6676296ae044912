import type { GateSettings } from './gateMath.ts';

export const GATE_PROCESSOR = 'yankcord-gate';

/** To the worklet. */
export type GateCommand =
  { readonly kind: 'configure'; readonly settings: GateSettings } | { readonly kind: 'mute'; readonly muted: boolean };

/** From the worklet: transitions at once, the level about 20 times a second. */
export type GateReport =
  /** `atMs` is the wall clock, which workers have too. */
  | { readonly kind: 'voice'; readonly open: boolean; readonly atMs: number }
  | { readonly kind: 'level'; readonly levelDb: number };
