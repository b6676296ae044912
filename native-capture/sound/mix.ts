/** Sound of several programs as one: 16 bit, stereo, 48 kHz, as PulseAudio gives it. */

export const SOUND_RATE_HZ = 48_000;
export const BLOCK_MS = 20;
export const BLOCK_FRAMES = (SOUND_RATE_HZ * BLOCK_MS) / 1_000;
export const BLOCK_BYTES = BLOCK_FRAMES * 4;
/** A stream begins when so much of it is there, and what waits longer than the second is dropped. */
const FIRST_BYTES = BLOCK_BYTES * 2;
const MOST_BYTES = BLOCK_BYTES * 8;
/**
 * A recorder begins with a gulp, which would stay in front of all that follows: what was never needed for a second is left out,
 * so that the sound keeps step with the picture.
 */
const LOOK_BLOCKS = 1_000 / BLOCK_MS;
const RESERVE_BYTES = BLOCK_BYTES;
const LOUDEST = 32_767;

/** What one program played and is not mixed yet. */
export class PcmQueue {
  #waiting = Buffer.alloc(0);
  #flowing = false;
  /** How little was left at a time, of the blocks since the last look. */
  #leastBytes = Infinity;
  #blocks = 0;

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
      this.#leastBytes = 0;
      return undefined;
    }
    const block = this.#waiting.subarray(0, BLOCK_BYTES);
    this.#waiting = this.#waiting.subarray(BLOCK_BYTES);
    this.#catchUp();
    return block;
  }

  #catchUp(): void {
    this.#leastBytes = Math.min(this.#leastBytes, this.#waiting.length);
    this.#blocks += 1;
    if (this.#blocks >= LOOK_BLOCKS) {
      const unneeded = this.#leastBytes - RESERVE_BYTES;
      this.#waiting = this.#waiting.subarray(Math.max(0, Math.floor(unneeded / 4) * 4));
      this.#leastBytes = Infinity;
      this.#blocks = 0;
    }
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
