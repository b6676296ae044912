import { describe, expect, it } from 'vitest';
import { isOurs } from '../../../../native-capture/sound/ancestry.ts';
import { BLOCK_BYTES, mixBlocks, PcmQueue } from '../../../../native-capture/sound/mix.ts';
import { OggReader } from '../../../../native-capture/sound/OggReader.ts';
import { parseSinkInputs } from '../../../../native-capture/sound/sinkInputs.ts';

const page = (segments: readonly number[], body: Buffer): Buffer => {
  const header = Buffer.alloc(27);
  header.write('OggS');
  header.writeUInt8(segments.length, 26);
  return Buffer.concat([header, Buffer.from(segments), body]);
};
const filled = (sample: number): Buffer => {
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let at = 0; at < BLOCK_BYTES; at += 2) {
    block.writeInt16LE(sample, at);
  }
  return block;
};

describe('Opus out of Ogg', () => {
  it('comes packet by packet, however the bytes arrive, across pages, and without its headers', () => {
    const packets: string[] = [];
    const reader = new OggReader((packet) =>
      packets.push(`${String(packet.length)}:${packet.toString('latin1', 0, 1)}`),
    );
    const bytes = Buffer.concat([
      page([8], Buffer.from('OpusHead')),
      page([3, 2], Buffer.from('aaabb')),
      page([255], Buffer.alloc(255, 'c')), // and goes on:
      page([10, 0], Buffer.alloc(10, 'c')),
    ]);
    for (const byte of bytes) {
      reader.push(Buffer.from([byte]));
    }
    expect(packets).toEqual(['3:a', '2:b', '265:c']);
  });
});

describe('sound of several programs', () => {
  it('is their sum, within what can be said', () => {
    expect(mixBlocks([filled(1_000), filled(-300)]).readInt16LE(100)).toBe(700);
    expect(mixBlocks([filled(30_000), filled(30_000)]).readInt16LE(0)).toBe(32_767);
    expect(mixBlocks([filled(-30_000), filled(-30_000)]).readInt16LE(BLOCK_BYTES - 2)).toBe(-32_768);
    expect(mixBlocks([]).equals(filled(0))).toBe(true);
  });

  it('leaves out within a second what a recorder gave too much of at its beginning, and nothing that jitter needs', () => {
    const queue = new PcmQueue();
    let pushed = 0;
    const push = (blocks: number): void => {
      for (let block = 0; block < blocks; block += 1) {
        pushed += 1;
        queue.push(filled(pushed));
      }
    };
    const behind = (): number => pushed - (queue.take()?.readInt16LE(0) ?? Number.NaN);
    push(8);
    expect(behind()).toBe(7);
    const steady = Array.from({ length: 100 }, () => {
      push(1);
      return behind();
    });
    expect([steady[10], steady.at(-1)]).toEqual([7, 1]);
    // Three at a time, as a sound server with long periods gives them: of these all are needed.
    const gulps = Array.from({ length: 150 }, (_none, at) => {
      push(at % 3 === 0 ? 3 : 0);
      return behind();
    });
    expect(gulps.every((blocks) => blocks >= 0 && blocks <= 4)).toBe(true);
  });

  it('waits until it flows, and never piles up', () => {
    const queue = new PcmQueue();
    queue.push(filled(1));
    expect(queue.take()).toBeUndefined();
    queue.push(filled(2));
    expect(queue.take()?.readInt16LE(0)).toBe(1);
    expect(queue.take()?.readInt16LE(0)).toBe(2);
    expect(queue.take()).toBeUndefined();
    for (let block = 0; block < 20; block += 1) {
      queue.push(filled(block));
    }
    const left = Array.from({ length: 20 }, () => queue.take()?.readInt16LE(0)).filter((one) => one !== undefined);
    expect(left).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
  });
});

it('who plays is known by its process, and what is ours by its parents', () => {
  const json = JSON.stringify([
    { index: 3, sink: 0, properties: { 'application.process.id': '42', 'media.name': 'x' } },
    { index: 9, properties: {} },
    { index: 11, properties: { 'application.process.id': 'none' } },
  ]);
  expect(parseSinkInputs(json)).toEqual([
    { index: 3, processId: 42 },
    { index: 9, processId: undefined },
    { index: 11, processId: undefined },
  ]);
  expect(() => parseSinkInputs('{}')).toThrow();
  expect(isOurs(process.pid)).toBe(true);
  expect(isOurs(process.ppid)).toBe(false);
  expect(isOurs(1)).toBe(false);
});
