export const PERSON_PROCESSOR = 'yankcord-person';

/** How one person is to be heard. */
export interface Delivery {
  /** Whose sound it is: what is learned is told of them. Empty while it is nobody's. */
  readonly speaker: string;
  /** Their volume, 0 to 2. */
  readonly gain: number;
  /** -1 is left, 1 right; 0 leaves both channels as they come. */
  readonly pan: number;
  /** Both channels the same. */
  readonly mono: boolean;
  /** Brought to the loudness of everybody's speech. */
  readonly levelled: boolean;
  /** Of that speaker, from before, dB; undefined: not known yet. */
  readonly learnedDb: number | undefined;
}

/** To the worklet. */
export type PersonCommand = { readonly kind: 'deliver'; readonly delivery: Delivery } | { readonly kind: 'end' };

/** From the worklet: the gain that makes this speaker as loud as the others, when it changed. */
export interface PersonReport {
  readonly speaker: string;
  readonly gainDb: number;
}
