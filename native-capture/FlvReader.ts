/** Takes H.264 out of ffmpeg's FLV: sizes and times stand in front of each frame, so none waits for the next. */

const HEADER_BYTES = 13;
const TAG_HEADER_BYTES = 11;
const SIZE_BYTES = 4;
const VIDEO_TAG = 9;

export interface EncodedFrame {
  readonly timeMs: number;
  readonly key: boolean;
  /** NAL units without start codes; before a key frame its parameter sets. */
  readonly units: readonly Buffer[];
}

export class FlvReader {
  readonly #onFrame: (frame: EncodedFrame) => void;
  #waiting = Buffer.alloc(0);
  #begun = false;
  #parameterSets: readonly Buffer[] = [];

  constructor(onFrame: (frame: EncodedFrame) => void) {
    this.#onFrame = onFrame;
  }

  push(bytes: Buffer): void {
    this.#waiting = Buffer.concat([this.#waiting, bytes]);
    if (!this.#begun) {
      if (this.#waiting.length < HEADER_BYTES) {
        return;
      }
      this.#waiting = this.#waiting.subarray(HEADER_BYTES);
      this.#begun = true;
    }
    while (this.#waiting.length >= TAG_HEADER_BYTES) {
      const size = this.#waiting.readUIntBE(1, 3);
      const end = TAG_HEADER_BYTES + size;
      if (this.#waiting.length < end + SIZE_BYTES) {
        return;
      }
      if (this.#waiting.readUInt8(0) === VIDEO_TAG) {
        const timeMs = this.#waiting.readUIntBE(4, 3) + this.#waiting.readUInt8(7) * 0x100_0000;
        this.#take(timeMs, this.#waiting.subarray(TAG_HEADER_BYTES, end));
      }
      this.#waiting = this.#waiting.subarray(end + SIZE_BYTES);
    }
  }

  #take(timeMs: number, body: Buffer): void {
    const key = body.readUInt8(0) >> 4 === 1;
    const data = body.subarray(5);
    if (body.readUInt8(1) === 0) {
      this.#parameterSets = parameterSets(data);
    } else if (body.readUInt8(1) === 1) {
      const units = unitsOf(data);
      this.#onFrame({ timeMs, key, units: key ? [...this.#parameterSets, ...units] : units });
    }
  }
}

/** Each with its length in four bytes before it. */
const unitsOf = (data: Buffer): Buffer[] => {
  const units: Buffer[] = [];
  for (let at = 0; at + 4 <= data.length;) {
    const length = data.readUInt32BE(at);
    units.push(data.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return units;
};

/** Of an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1). */
const parameterSets = (record: Buffer): Buffer[] => {
  const sets: Buffer[] = [];
  let at = 6;
  const take = (count: number): void => {
    for (let index = 0; index < count; index += 1) {
      const length = record.readUInt16BE(at);
      sets.push(record.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  };
  take(record.readUInt8(5) & 0x1f);
  at += 1;
  take(record.readUInt8(at - 1));
  return sets;
};
