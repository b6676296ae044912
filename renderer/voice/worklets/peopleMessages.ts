export const PEOPLE_PROCESSOR = 'yankcord-people';

/**
 * So many voices come by one worklet, each by an input of its own: what an audio thread pays for is calling a worklet,
 * silent or not. Nobody holds more than nine voices; the others are the sound of screens.
 */
export const SEATS = 16;

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
  /** Softer while somebody else speaks above the others. */
  readonly ducked: boolean;
  /** Brought to the loudness of everybody's speech. */
  readonly levelled: boolean;
  /** Of that speaker, from before, dB; undefined: not known yet. */
  readonly learnedDb: number | undefined;
}

/** To the worklet. A seat is taken anew with its next delivery after `leave`. */
export type PeopleCommand =
  | { readonly kind: 'deliver'; readonly seat: number; readonly delivery: Delivery }
  | { readonly kind: 'leave'; readonly seat: number }
  | { readonly kind: 'end' };

/** From the worklet: the gain that makes this speaker as loud as the others, when it changed. */
export interface PeopleReport {
  readonly speaker: string;
  readonly gainDb: number;
}
