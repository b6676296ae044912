import type { GateSettings } from './gateMath.ts';

export const GATE_PROCESSOR = 'yankcord-gate';

/** To the worklet. */
export type GateCommand =
  | { readonly kind: 'configure'; readonly settings: GateSettings }
  | { readonly kind: 'mute'; readonly muted: boolean }
  | { readonly kind: 'hold'; readonly held: boolean };

/** What is heard of the microphone, sent or not. */
export interface MicReading {
  /** dBFS, after gain and noise suppression. */
  readonly levelDb: number;
  /** dBFS above which it counts as speech now. */
  readonly thresholdDb: number;
  readonly speech: boolean;
}

/** From the worklet: transitions at once, the level 20 times a second while it changes, and twice while it does not. */
export type GateReport =
  /** `atMs` is the wall clock, which workers have too. */
  { readonly kind: 'voice'; readonly open: boolean; readonly atMs: number } | ({ readonly kind: 'level' } & MicReading);
