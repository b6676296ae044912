/** A screen that arrives as RTP without WebRTC (server.md, native ingest), from a real ffmpeg on a real worker. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { observer, type types } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IngestAnswer } from '../../common/ingest.ts';
import { SrtpSender } from '../bench/load/srtp.ts';
import { FfmpegRtp } from '../fakes/ffmpegRtp.ts';
import { refusalOf, type Guest } from '../fakes/Guest.ts';
import { eventually, Party } from '../fakes/party.ts';

const FFMPEG_SUITE = 'AES_CM_128_HMAC_SHA1_80';

let party: Party;
let anna: Guest;
let ben: Guest;
let routers: types.Router[];
let senders: FfmpegRtp[];

const seeWorker = (worker: types.Worker): void => {
  worker.observer.on('newrouter', (router) => {
    routers.push(router);
  });
};

beforeEach(async () => {
  routers = [];
  senders = [];
  observer.on('newworker', seeWorker);
  party = await Party.open();
  [anna, ben] = [await party.guest('Anna'), await party.guest('Ben')];
  await anna.joinVoice(anna.voiceChannel('Lounge'));
  await ben.joinVoice(ben.voiceChannel('Lounge'));
});
afterEach(async () => {
  observer.off('newworker', seeWorker);
  for (const sender of senders) {
    sender.close();
  }
  await party.close();
});

const share = (answer: IngestAnswer): void => {
  senders.push(FfmpegRtp.start(answer));
};

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const [result] = await Promise.allSettled([work]);
  return refusalOf(result).code;
};

/** Every packet that the room passes on of this producer. */
const watch = async ({ producerId }: IngestAnswer): Promise<Buffer[]> => {
  const router = routers.find((one) => one.canConsume({ producerId, rtpCapabilities: one.rtpCapabilities }));
  const transport = await router?.createDirectTransport();
  const consumer = await transport?.consume({ producerId, rtpCapabilities: router?.rtpCapabilities ?? {} });
  const packets: Buffer[] = [];
  consumer?.on('rtp', (packet) => {
    packets.push(packet);
  });
  return packets;
};

/** What passes for RTP at a first look. */
const noise = (first: number): Buffer => Buffer.concat([Buffer.from([first, 0x60]), randomBytes(62)]);

const payloadOf = (packet: Buffer): Buffer => {
  const extensionAt = 12 + ((packet[0] ?? 0) & 0x0f) * 4;
  const extended = ((packet[0] ?? 0) & 0x10) !== 0;
  return packet.subarray(extended ? extensionAt + 4 + packet.readUInt16BE(extensionAt + 2) * 4 : extensionAt);
};

describe('an ingest', () => {
  it('brings the picture of a real ffmpeg to the others, who know whose it is', async () => {
    const answer = await anna.ask('openIngest', { preferredCodecs: ['H264'], cryptoSuite: FFMPEG_SUITE });
    expect(answer).toMatchObject({
      codec: { name: 'H264', mimeType: 'video/H264' },
      availableCodecs: ['H264', 'VP8', 'VP9', 'AV1'],
      payloadType: 96,
      address: { ip: '127.0.0.1' },
      sound: null,
    });
    const { consumers } = await ben.hears('consumersOffered');
    expect(consumers).toMatchObject([
      { producerId: answer.producerId, source: 'screen', from: { kind: 'member', memberId: anna.id, name: 'Anna' } },
    ]);
    const packets = await watch(answer);
    share(answer);
    await eventually(() => packets.length > 100);
    expect(new Set(packets.map((packet) => packet.readUInt32BE(8))).size).toBe(1);
  });

  it.each([
    [['VP8', 'H264'], 'VP8', 98],
    [['VP9'], 'VP9', 100],
    [['AV1', 'VP9'], 'AV1', 102],
  ] as const)('speaks the first of %j', async (preferredCodecs, name, payloadType) => {
    const answer = await anna.ask('openIngest', { preferredCodecs: [...preferredCodecs] });
    expect(answer).toMatchObject({ codec: { name, clockRate: 90_000 }, payloadType });
  });

  it('takes at most 8 codecs, and only known ones (S12)', async () => {
    const ask = async (preferredCodecs: unknown): Promise<unknown> => anna.askRaw('openIngest', { preferredCodecs });
    const refused = { ok: false, error: { code: 'invalid' } };
    expect(await ask(Array.from({ length: 9 }, () => 'H264'))).toMatchObject(refused);
    expect(await ask(['H264', 'H265'])).toMatchObject(refused); // though the first would do
    expect(await ask([])).toMatchObject(refused);
    expect(await ask(Array.from({ length: 8 }, () => 'H264'))).toMatchObject({ ok: true });
  });

  it('and a share by the browser are one screen: of racing requests one stands (S4)', async () => {
    const racing = Array.from({ length: 20 }, async (_, turn) =>
      turn % 2 === 0 ? anna.ask('openIngest', { preferredCodecs: ['H264'] }) : anna.produce('screen'),
    );
    const results = await Promise.allSettled(racing);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results.filter(({ status }) => status === 'rejected')) {
      expect(refusalOf(result).code).toBe('producer_exists');
    }
    expect(party.counts.producers).toBe(1);
  });

  it('of two people never have the same SSRC, nor one that somebody chose himself (S11)', async () => {
    const first = await anna.ask('openIngest', { preferredCodecs: ['H264'], sound: true });
    const second = await ben.ask('openIngest', { preferredCodecs: ['H264'], sound: true });
    const ssrcs = [first, second].flatMap(({ ssrc, sound }) => [ssrc, sound?.ssrc]);
    expect(new Set(ssrcs).size).toBe(4);
    expect(first.srtp.sendKey).not.toBe(second.srtp.sendKey);
  });

  it('leaves nothing, whichever way it ends', async () => {
    const before = party.counts;
    const ends: ((answer: IngestAnswer) => Promise<unknown>)[] = [
      async () => anna.ask('closeIngest', {}),
      async ({ producerId }) => anna.ask('closeProducer', { producerId }),
      async () => {
        await anna.ask('leaveVoice', {});
        await anna.joinVoice(anna.voiceChannel('Lounge'));
      },
    ];
    for (const end of ends) {
      const answer = await anna.ask('openIngest', { preferredCodecs: ['H264'], sound: true });
      await eventually(() => party.counts.producers === 2 && party.counts.consumers === 2);
      expect(party.counts.transports).toBe(before.transports + 1);
      await end(answer);
      await eventually(() => JSON.stringify(party.counts) === JSON.stringify(before));
      expect(await codeOf(anna.ask('closeIngest', {}))).toBe('not_found');
    }
  });

  it('is refused to who is in no call', async () => {
    const cara = await party.guest('Cara');
    expect(await codeOf(cara.ask('openIngest', { preferredCodecs: ['H264'] }))).toBe('not_in_voice');
    expect(await codeOf(cara.ask('closeIngest', {}))).toBe('not_in_voice');
  });
});

describe('a stranger at the port of an ingest', () => {
  it('neither takes it over nor puts anything in, before and during a share (R7)', async () => {
    const answer = await anna.ask('openIngest', { preferredCodecs: ['H264'], cryptoSuite: FFMPEG_SUITE });
    const packets = await watch(answer);
    const stranger = createSocket('udp4');
    const wrong = new SrtpSender({ key: randomBytes(16), salt: randomBytes(12) });
    const mark = Buffer.from('a stranger was here, a stranger was here');
    const spray = (turn: number): void => {
      const header = Buffer.alloc(12);
      header.writeUInt8(0x80, 0);
      header.writeUInt8(0x80 | answer.payloadType, 1);
      header.writeUInt16BE(turn & 0xffff, 2);
      header.writeUInt32BE(answer.ssrc, 8);
      const plain = Buffer.concat([header, mark]);
      const receiverReport = Buffer.from('80c9000100000001', 'hex');
      for (const datagram of [plain, wrong.protect(header, mark), noise(0x80), noise(0x90), receiverReport]) {
        stranger.send(datagram, answer.address.port, '127.0.0.1');
      }
    };
    for (let turn = 0; turn < 200; turn += 1) {
      spray(turn);
      await sleep(1);
    }
    expect(packets).toHaveLength(0);
    share(answer);
    for (let turn = 0; packets.length < 200; turn += 1) {
      spray(turn);
      await sleep(5);
    }
    stranger.close();
    expect(packets.filter((packet) => payloadOf(packet).includes(mark))).toEqual([]);
    // The honest stream has no hole: nothing of it was taken for the stranger's.
    const sequences = packets.map((packet) => packet.readUInt16BE(2));
    const first = sequences[0] ?? 0;
    expect(sequences).toEqual(sequences.map((_, index) => (first + index) & 0xffff));
  });

  it('who comes first with what the worker takes for SCTP does not take it over either', async () => {
    const answer = await anna.ask('openIngest', { preferredCodecs: ['H264'], cryptoSuite: FFMPEG_SUITE });
    const stranger = createSocket('udp4');
    const heard: Buffer[] = [];
    stranger.on('message', (datagram) => heard.push(datagram));
    const spray = (): void => {
      stranger.send(Buffer.concat([Buffer.from('0060', 'hex'), randomBytes(62)]), answer.address.port, '127.0.0.1');
    };
    const packets = await watch(answer);
    for (let turn = 0; turn < 50; turn += 1) {
      spray();
      await sleep(1);
    }
    share(answer);
    await eventually(() => {
      spray();
      return packets.length > 200;
    });
    expect(heard).toEqual([]);
    stranger.close();
  });
});
