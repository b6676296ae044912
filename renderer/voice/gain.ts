/** The loudest that anything is made: twice as sent, +6 dB. */
export const MAX_GAIN = 2;

/** Every gain that a person chooses passes here, and nowhere else (C8). */
export const clampGain = (gain: number): number => Math.min(MAX_GAIN, Math.max(0, gain));
