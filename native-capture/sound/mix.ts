/** Sound of several programs as one: 16 bit, stereo, 48 kHz, as PulseAudio gives it. */

export const SOUND_RATE_HZ = 48_000;
export const BLOCK_MS = 20;
export const BLOCK_FRAMES = (SOUND_RATE_HZ * BLOCK_MS) / 1_000;
export const BLOCK_BYTES = BLOCK_FRAMES * 4;
/** A stream begins when so much of it is there, and what waits longer than the second is dropped. */
const FIRST_BYTES = BLOCK_BYTES * 2;
const MOST_BYTES = BLOCK_BYTES * 8;
const LOUDEST = 32_767;

/** What one program played and is not mixed yet. */
export class PcmQueue {
  #waiting = Buffer.alloc(0);
  #flowing = false;

  push(bytes: Buffer): void {
    const all = Buffer.concat([this.#waiting, bytes]);
    const over = all.length - MOST_BYTES;
    // By whole frames, or left and right would change places.
    this.#waiting = over > 0 ? all.subarray(Math.ceil(over / 4) * 4) : all;
    this.#flowing ||= this.#waiting.length >= FIRST_BYTES;
  }

  /** The next block; undefined while it is silent. */
  take(): Buffer | undefined {
    if (!this.#flowing || this.#waiting.length < BLOCK_BYTES) {
      this.#flowing = false;
      return undefined;
    }
    const block = this.#waiting.subarray(0, BLOCK_BYTES);
    this.#waiting = this.#waiting.subarray(BLOCK_BYTES);
    return block;
  }
}

export const mixBlocks = (blocks: readonly Buffer[]): Buffer => {
  const mixed = Buffer.alloc(BLOCK_BYTES);
  for (let at = 0; at < BLOCK_BYTES; at += 2) {
    const sum = blocks.reduce((sofar, block) => sofar + block.readInt16LE(at), 0);
    mixed.writeInt16LE(Math.max(-LOUDEST - 1, Math.min(LOUDEST, sum)), at);
  }
  return mixed;
};
