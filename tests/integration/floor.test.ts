/** The floor on a real worker: packets go in at microphones, and come out at listeners as the worker sends them. */
import { randomInt } from 'node:crypto';
import type { types } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memberId, type MemberId } from '../../common/ids.ts';
import { SILENT_LOG } from '../../common/log.ts';
import { MEDIA_CODECS } from '../../server/media/codecs.ts';
import { Floor } from '../../server/media/floor/Floor.ts';
import { readRtp, sequenceDistance } from '../../server/media/floor/rtp.ts';
import { PeerProducer } from '../../server/media/PeerProducer.ts';
import { WorkerPool } from '../../server/media/workers.ts';
import { config } from '../config.ts';
import { eventually } from '../fakes/party.ts';

const LEVEL = { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 6 } as const;

let pool: WorkerPool;
let router: types.Router;
let floor: Floor;
/** Where microphones come from and listeners are: what crosses it is RTP without a network. */
let outside: types.DirectTransport;
let told: (string | null)[][];

beforeEach(async () => {
  pool = await WorkerPool.open(
    { count: 1, workerBin: config.workerBin, addresses: [{ listen: '127.0.0.1' }], portsOf: () => [0] },
    SILENT_LOG,
  );
  router = await pool.leastLoaded().worker.createRouter({ mediaCodecs: MEDIA_CODECS });
  floor = await Floor.open(router);
  outside = await router.createDirectTransport();
  told = [];
  floor.events.on('changed', (changed) => told.push(changed.floor));
});
afterEach(async () => {
  floor.close();
  pool.close();
  await pool.ended();
});

class Microphone {
  readonly id: MemberId;
  readonly ownPlaces: (number | undefined)[] = [];
  heard = 0;
  readonly producer: PeerProducer;
  readonly #ssrc: number;
  #sequence = randomInt(0, 0x1_00_00);
  #timestamp = randomInt(0, 0x1_00_00_00_00);

  private constructor(name: string, producer: types.Producer, ssrc: number) {
    this.id = memberId.parse(name);
    this.#ssrc = ssrc;
    this.producer = new PeerProducer(producer, 'microphone', { memberId: this.id, name }, false, false);
  }

  static async open(name: string, priority = false): Promise<Microphone> {
    const ssrc = randomInt(1, 0xffff_ffff);
    const producer = await outside.produce({
      kind: 'audio',
      rtpParameters: {
        codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
        headerExtensions: [LEVEL],
        encodings: [{ ssrc }],
      },
    });
    const microphone = new Microphone(name, producer, ssrc);
    await floor.add(
      {
        memberId: microphone.id,
        priority,
        setOwnPlace: (place) => microphone.ownPlaces.push(place),
        heard: () => {
          microphone.heard += 1;
        },
      },
      microphone.producer,
    );
    return microphone;
  }

  /** 20 ms of sound, with a payload that says whose it is and the how-manieth. */
  send(text: string, level = 30): void {
    const packet = Buffer.alloc(20);
    packet.writeUInt8(0x90, 0);
    packet.writeUInt8(111, 1);
    packet.writeUInt16BE(this.#sequence, 2);
    packet.writeUInt32BE(this.#timestamp, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    packet.set([0xbe, 0xde, 0, 1, 0x60, 0x80 | level, 0, 0], 12);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + 960) >>> 0;
    this.producer.producer.send(Buffer.concat([packet, Buffer.from(text)]));
  }

  async talk(text: string, packets: number, level = 30): Promise<void> {
    for (let sent = 0; sent < packets; sent += 1) {
      this.send(`${text}${String(sent)}`, level);
      await wait(20);
    }
  }
}

const wait = async (ms: number): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, ms));
};

interface Heard {
  readonly place: number;
  readonly text: string;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly atMs: number;
}

const textOf = (packet: Buffer): string => /[a-z]+\d+$/.exec(packet.toString('latin1'))?.[0] ?? '';

/** Everyone's view: a consumer of each place. */
const listen = async (): Promise<Heard[]> => {
  const heard: Heard[] = [];
  for (const [place, { producer }] of floor.places.entries()) {
    const consumer = await outside.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities });
    consumer.on('rtp', (packet) => {
      const { sequence = 0, timestamp = 0 } = readRtp(packet, undefined) ?? {};
      const ssrc = packet.readUInt32BE(8);
      heard.push({ place, text: textOf(packet), sequence, timestamp, ssrc, atMs: performance.now() });
    });
  }
  return heard;
};

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `m${String(index)}`);

describe('a floor', () => {
  it('carries the first packet of whoever begins to speak, and nothing of the silent', async () => {
    const heard = await listen();
    const [anna, ben] = [await Microphone.open('anna'), await Microphone.open('ben')];
    ben.send('ben0', 127); // a closed gate
    anna.send('anna0');
    await eventually(() => heard.length === 1);
    anna.send('anna1');
    await eventually(() => heard.length === 2);
    expect(heard.map(({ text }) => text)).toEqual(['anna0', 'anna1']);
    expect(told).toEqual([['anna', null, null]]);
    expect([anna.heard, ben.heard]).toEqual([2, 0]);
    expect(anna.ownPlaces).toEqual([0]);
  });

  it('is one unbroken stream at each place, whoever speaks there', async () => {
    const heard = await listen();
    for (const name of names(6)) {
      const speaker = await Microphone.open(name);
      await speaker.talk(`${name.replace(/\d/, '')}x`, 5);
      await wait(300);
    }
    for (const place of [0, 1, 2]) {
      const stream = heard.filter((packet) => packet.place === place);
      expect(new Set(stream.map(({ ssrc }) => ssrc)).size).toBe(1);
      expect(stream).toHaveLength(10);
      for (const [index, packet] of stream.entries()) {
        const before = stream[index - 1];
        if (before !== undefined) {
          expect(sequenceDistance(packet.sequence, before.sequence)).toBe(1);
          const advanced = (packet.timestamp - before.timestamp) >>> 0;
          const elapsed = (packet.atMs - before.atMs) * 48;
          // Within a speech exactly a frame; between speakers as much as the clock says.
          expect(index === 5 ? Math.abs(advanced - elapsed) < 48 * 60 : advanced === 960).toBe(true);
        }
      }
    }
  });

  it('carries three at once; a fourth waits until it is clearly the loudest, or one falls silent', async () => {
    const heard = await listen();
    const [first, second, third, fourth] = await Promise.all(names(4).map(async (name) => Microphone.open(name)));
    if (first === undefined || second === undefined || third === undefined || fourth === undefined) {
      throw new Error('nobody came');
    }
    const others = Promise.all([first.talk('a', 30, 20), second.talk('b', 30, 60), third.talk('c', 30, 20)]);
    await wait(60);
    await fourth.talk('quiet', 5, 58);
    expect(heard.some(({ text }) => text.startsWith('quiet'))).toBe(false);
    await fourth.talk('loud', 15, 30);
    await others;
    expect(heard.some(({ text }) => text.startsWith('loud'))).toBe(true);
    expect(second.ownPlaces.at(-1)).toBeUndefined();
    expect(told.at(-1)).toEqual(expect.arrayContaining(['m0', 'm2', 'm3']));
    expect(Math.max(...heard.map(({ place }) => place))).toBe(2);
  });

  it('gives a priority speaker a place at once', async () => {
    const heard = await listen();
    const crowd = await Promise.all(names(3).map(async (name) => Microphone.open(name)));
    const chair = await Microphone.open('chair', true);
    const talking = Promise.all(crowd.map(async (microphone) => microphone.talk('x', 10, 10)));
    await wait(50);
    chair.send('chair0', 80);
    await eventually(() => heard.some(({ text }) => text === 'chair0'));
    await talking;
  });

  it('tells nobody has a place whose speaker is gone, and leaves nothing of it', async () => {
    const anna = await Microphone.open('anna');
    anna.send('anna0');
    await eventually(() => told.length === 1);
    const before = pool.counts();
    anna.producer.close();
    await eventually(() => told.length === 2);
    expect(told.at(-1)).toEqual([null, null, null]);
    expect(pool.counts()).toEqual({ ...before, producers: before.producers - 1, consumers: before.consumers - 1 });
  });

  it('listens to a crowd in turns, so that fifty who shout cost what a few do', async () => {
    const crowd = await Promise.all(names(50).map(async (name) => Microphone.open(name)));
    const packets = 60;
    await Promise.all(crowd.map(async (microphone) => microphone.talk('x', packets, 20)));
    const arrived = crowd.reduce((sum, { heard }) => sum + heard, 0);
    expect(arrived).toBeLessThan((50 * packets) / 2);
    expect(arrived).toBeGreaterThan(3 * packets * 0.8);
  });
});
