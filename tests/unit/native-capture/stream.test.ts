import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FlvReader, type EncodedFrame } from '../../../native-capture/FlvReader.ts';
import { packetize } from '../../../native-capture/packetize.ts';
import { ProgressReader, type Progress } from '../../../native-capture/progress.ts';
import { parseFeedback, senderReport } from '../../../native-capture/rtcp.ts';
import { parseMonitors, parseWindows } from '../../../native-capture/sources.ts';
import { SrtcpReceiver, SrtpSender } from '../../../native-capture/srtp.ts';
import { SrtpReceiver } from '../../bench/load/srtp.ts';

const unit = (type: number, length: number): Buffer => Buffer.concat([Buffer.from([0x60 | type]), randomBytes(length)]);

const tag = (timeMs: number, key: boolean, kind: number, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from([key ? 0x17 : 0x27, kind, 0, 0, 0]), data]);
  const header = Buffer.alloc(11);
  header.writeUInt8(9, 0);
  header.writeUIntBE(body.length, 1, 3);
  header.writeUIntBE(timeMs & 0xff_ffff, 4, 3);
  header.writeUInt8(timeMs >>> 24, 7);
  return Buffer.concat([header, body, Buffer.alloc(4)]);
};

const sized = (each: Buffer, bytes: 2 | 4): Buffer => {
  const size = Buffer.alloc(bytes);
  size.writeUIntBE(each.length, 0, bytes);
  return Buffer.concat([size, each]);
};

describe('FLV', () => {
  it('gives each frame when its last byte is there, key frames with their parameter sets', () => {
    const [sps, pps, key, other] = [unit(7, 10), unit(8, 4), unit(5, 300), unit(1, 90)];
    const record = Buffer.concat([
      Buffer.from([1, 0x42, 0xe0, 0x1f, 0xff, 0xe1]),
      ...[sized(sps, 2), Buffer.from([1]), sized(pps, 2)],
    ]);
    const bytes = Buffer.concat([
      Buffer.alloc(13),
      ...[tag(0, true, 0, record), tag(5, true, 1, sized(key, 4)), tag(0x0100_0026, false, 1, sized(other, 4))],
    ]);
    for (const step of [1, 7, bytes.length]) {
      const frames: EncodedFrame[] = [];
      const reader = new FlvReader((frame) => frames.push(frame));
      for (let at = 0; at < bytes.length; at += step) {
        reader.push(bytes.subarray(at, at + step));
      }
      expect(frames).toEqual([
        { timeMs: 5, key: true, units: [sps, pps, key] },
        { timeMs: 0x0100_0026, key: false, units: [other] },
      ]);
    }
  });
});

describe('RTP payloads of H.264', () => {
  it('hold a small unit as it is, and put a large one together again', () => {
    const [small, large] = [unit(7, 20), unit(5, 3_000)];
    const [first, ...parts] = packetize([small, large], 1_000);
    expect(first).toEqual(small);
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(1_000);
    expect(parts.map((part) => (part[1] ?? 0) >> 6)).toEqual([2, 0, 0, 1]);
    const header = ((parts[0]?.[0] ?? 0) & 0xe0) | ((parts[0]?.[1] ?? 0) & 0x1f);
    expect(Buffer.concat([Buffer.from([header]), ...parts.map((part) => part.subarray(2))])).toEqual(large);
  });
});

describe('SRTP', () => {
  it('is opened by its key, also after the sequence number turned over', () => {
    const master = randomBytes(28);
    const sender = new SrtpSender(master.toString('base64'));
    const receiver = new SrtpReceiver({ key: master.subarray(0, 16), salt: master.subarray(16) });
    for (const index of [0xfffe, 0xffff, 0x1_0000]) {
      const header = Buffer.alloc(12);
      header.writeUInt8(0x80, 0);
      header.writeUInt16BE(index & 0xffff, 2);
      const payload = randomBytes(100);
      expect(receiver.unprotect(sender.protect(header, payload, index >> 16))).toEqual(payload);
    }
  });

  it('of RTCP too, and by no other', () => {
    const key = randomBytes(28).toString('base64');
    const report = senderReport(7, 'name', 1_700_000_000_500, 90_000, 3, 4);
    const sealed = new SrtpSender(key).protectRtcp(report);
    expect(new SrtcpReceiver(key).unprotect(sealed)).toEqual(report);
    expect(new SrtcpReceiver(randomBytes(28).toString('base64')).unprotect(sealed)).toBeUndefined();
    expect(new SrtcpReceiver(key).unprotect(sealed.subarray(0, 20))).toBeUndefined();
  });
});

describe('feedback of the server', () => {
  it('names what is missing, and what the way carries', () => {
    const nack = Buffer.from('81cd0003000000010000000200640005', 'hex');
    // REMB of 750 kbit/s: mantissa 187 500, exponent 2.
    const remb = Buffer.from('8fce0005000000010000000052454d42010adc6c00000007', 'hex');
    expect(parseFeedback(Buffer.concat([nack, remb]))).toEqual({
      missing: [100, 101, 103].map((sequence) => ({ ssrc: 2, sequence })),
      carriesBps: 750_000,
    });
  });
});

describe('progress', () => {
  it('is told block by block, however it is cut', () => {
    const told: Progress[] = [];
    const reader = new ProgressReader((progress) => told.push(progress));
    for (const text of ['frame=1', '0\nfps=29.5\ndrop_fr', 'ames=2\nprogress=continue\nframe=', '11\n']) {
      reader.push(text);
    }
    expect(told).toEqual([{ frames: 10, rate: 29.5, dropped: 2 }]);
  });
});

describe('sources of X11', () => {
  it('are read from what its programs say', () => {
    const monitors =
      'Monitors: 2\n 0: +*eDP-1 1920/344x1080/194+0+0  eDP-1\n 1: +HDMI-1 2560/600x1440/340+1920+0  HDMI-1\n';
    expect(parseMonitors(monitors)).toEqual([
      { name: 'eDP-1', area: { x: 0, y: 0, width: 1_920, height: 1_080 } },
      { name: 'HDMI-1', area: { x: 1_920, y: 0, width: 2_560, height: 1_440 } },
    ]);
    const tree = [
      '     0x200009 "A "quoted" title": ("xclock" "XClock")  320x240+0+0  +10+10',
      '     0x20000a (has no name): ()  320x240+0+0  +0+0',
      '     0x20000b "tiny": ("a" "A")  10x10+-100+-100  +-100+-100',
    ].join('\n');
    expect(parseWindows(tree)).toEqual([{ id: '0x200009', title: 'A "quoted" title', width: 320, height: 240 }]);
  });
});
