/** Takes Opus packets out of Ogg pages (RFC 3533, RFC 7845). */

const HEADER_BYTES = 27;
const FULL_SEGMENT = 255;

export class OggReader {
  readonly #onPacket: (packet: Buffer) => void;
  #waiting = Buffer.alloc(0);
  /** The beginning of a packet that goes on in the next page. */
  #begun: Buffer[] = [];

  constructor(onPacket: (packet: Buffer) => void) {
    this.#onPacket = onPacket;
  }

  push(bytes: Buffer): void {
    this.#waiting = Buffer.concat([this.#waiting, bytes]);
    while (this.#waiting.length >= HEADER_BYTES) {
      const segments = this.#waiting.readUInt8(HEADER_BYTES - 1);
      const from = HEADER_BYTES + segments;
      if (this.#waiting.length < from) {
        return;
      }
      const sizes = [...this.#waiting.subarray(HEADER_BYTES, from)];
      const end = from + sizes.reduce((sum, size) => sum + size, 0);
      if (this.#waiting.length < end) {
        return;
      }
      this.#take(this.#waiting.subarray(from, end), sizes);
      this.#waiting = this.#waiting.subarray(end);
    }
  }

  #take(body: Buffer, sizes: readonly number[]): void {
    let at = 0;
    for (const size of sizes) {
      this.#begun.push(body.subarray(at, at + size));
      at += size;
      if (size < FULL_SEGMENT) {
        const packet = Buffer.concat(this.#begun);
        this.#begun = [];
        // `OpusHead` and `OpusTags`: what is said in signaling already.
        if (packet.length > 0 && !packet.subarray(0, 4).equals(MAGIC)) {
          this.#onPacket(packet);
        }
      }
    }
  }
}

const MAGIC = Buffer.from('Opus');
