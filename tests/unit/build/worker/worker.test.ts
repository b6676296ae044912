import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildProgress } from '../../../../build/worker/buildProgress.mjs';
import { downloadWorker } from '../../../../build/worker/download.mjs';
import { patchSource } from '../../../../build/worker/sourcePatches.mjs';
import { tarEntry } from '../../../../build/worker/tarEntry.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yankcord-worker-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** One file in POSIX ustar form. */
function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write('0', 156);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding]);
}

describe('the worker in an archive', () => {
  const archive = Buffer.concat([
    tarOf('README.md', Buffer.from('text')),
    tarOf('release/mediasoup-worker', Buffer.from('binary')),
    Buffer.alloc(1_024),
  ]);

  it('is found in any folder', () => {
    expect(tarEntry(archive, 'mediasoup-worker')?.toString()).toBe('binary');
  });

  it('is not there when it is not, or is cut off', () => {
    expect(tarEntry(archive, 'worker')).toBeUndefined();
    expect(tarEntry(archive.subarray(0, 1_024 + 512 + 3), 'mediasoup-worker')).toBeUndefined();
    expect(tarEntry(Buffer.from('no archive at all'.repeat(100)), 'mediasoup-worker')).toBeUndefined();
  });
});

describe('the download', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  const serve = async (respond: (end: (status: number, body?: Buffer) => void) => void): Promise<string> => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const made = createServer((_request, response) => {
      respond((status, body) => {
        response.writeHead(status).end(body);
      });
    });
    server = made;
    made.listen(0, '127.0.0.1', () => {
      const address = made.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? String(address.port) : ''}`);
    });
    return promise;
  };

  it('unpacks what the server has', async () => {
    const baseUrl = await serve((end) => {
      end(200, gzipSync(tarOf('mediasoup-worker', Buffer.from('binary'))));
    });
    const got = await downloadWorker({ version: '1.2.3', baseUrl, folder });
    expect(got).toEqual({ ok: true, file: join(folder, 'mediasoup-worker') });
    expect(readFileSync(join(folder, 'mediasoup-worker'), 'utf8')).toBe('binary');
  });

  it.each([
    [404, undefined, /publishes no worker/],
    [500, undefined, /answered 500/],
    [200, Buffer.from('a page that asks to sign in'), /holds no worker/],
  ])('says why when the server answers %i', async (status, body, reason) => {
    const baseUrl = await serve((end) => {
      end(status, body);
    });
    const got = await downloadWorker({ version: '1.2.3', baseUrl, folder });
    expect(got).toMatchObject({ ok: false, reason: expect.stringMatching(reason) as string }); // a matcher has no type
  });

  it('gives a silent server up', async () => {
    const baseUrl = await serve(() => undefined);
    const got = await downloadWorker({ version: '1.2.3', baseUrl, folder, silenceTimeoutMs: 100 });
    expect(got).toMatchObject({ ok: false, reason: 'no answer within 0.1 s' });
  });
});

describe('our changes to the source', () => {
  const MESON = "project('worker', meson_version: '>= 1.1.0')";
  const DTLS = 'if (operationType == BIO_CB_RETURN) { return 1; }';

  const source = (meson: string, dtls: string): void => {
    mkdirSync(join(folder, 'src', 'RTC'), { recursive: true });
    writeFileSync(join(folder, 'meson.build'), meson);
    writeFileSync(join(folder, 'src', 'RTC', 'DtlsTransport.cpp'), dtls);
  };

  it('are made once each, and count as made when mediasoup made them', async () => {
    source(MESON, DTLS);
    expect(await patchSource(folder)).toBeUndefined();
    expect(readFileSync(join(folder, 'meson.build'), 'utf8')).toContain("'>= 1.0.0'");
    expect(readFileSync(join(folder, 'src', 'RTC', 'DtlsTransport.cpp'), 'utf8')).toContain('& BIO_CB_RETURN');
    expect(await patchSource(folder)).toBeUndefined();
  });

  it('are refused, by name, where the source is another', async () => {
    source(MESON, `${DTLS}\n${DTLS}`);
    expect(await patchSource(folder)).toMatch(/DtlsTransport\.cpp .* 2 times/);
    source('project()', DTLS);
    expect(await patchSource(folder)).toMatch(/meson\.build .* 0 times/);
  });
});

describe('the progress of the long build', () => {
  it('is a calm line every few seconds, with the time left once that can be told', () => {
    const lines: string[] = [];
    let nowMs = 0;
    const tell = buildProgress(
      (line) => lines.push(line),
      () => nowMs,
    );
    for (let file = 1; file <= 100; file += 1) {
      nowMs += 1_000;
      tell(`[${String(file)}/200] Compiling C++ object`);
      tell('a warning of the compiler');
    }
    expect(lines[0]).toBe('mediasoup worker: 5 of 200 files compiled');
    expect(lines).toContain('mediasoup worker: 20 of 200 files compiled (about 3 minutes left)');
    expect(lines.length).toBe(20);
  });
});
