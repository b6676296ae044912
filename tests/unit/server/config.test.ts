import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeConfig, resolveConfig, type Config } from '../../../server/config.ts';
import type { ConfigSources } from '../../../server/settings.ts';

const resolve = (sources: Partial<ConfigSources> = {}, embedded = false): Config =>
  resolveConfig({ flags: {}, environment: {}, file: {}, ...sources }, embedded);

describe('settings', () => {
  it('come from flags, then environment, then file, then defaults', () => {
    const file = { port: 1, name: 'file' };
    const environment = { YANKCORD_PORT: '2' };
    expect(resolve().port).toBe(7_880);
    expect(resolve({ file }).port).toBe(1);
    expect(resolve({ file, environment }).port).toBe(2);
    expect(resolve({ file, environment, flags: { port: '3' } })).toMatchObject({ port: 3, name: 'file' });
  });

  it('that are empty in the environment are not set', () => {
    expect(resolve({ environment: { YANKCORD_PORT: '', WEBRTC_LISTEN_IP: '' } })).toMatchObject({
      port: 7_880,
      media: { listenIps: undefined },
    });
  });

  it.each([
    [{ flags: { port: '70000' } }, '--port'],
    [{ flags: { port: 'http' } }, '--port'],
    [{ flags: { name: ' ' } }, '--name'],
    [{ environment: { YANKCORD_PORT: '-1' } }, 'YANKCORD_PORT'],
    [{ environment: { MEDIA_WORKER_COUNT: '0' } }, 'MEDIA_WORKER_COUNT'],
    [{ environment: { YANKCORD_DEBUG: 'maybe' } }, 'YANKCORD_DEBUG'],
    [{ environment: { YANKCORD_METRICS: 'all' } }, 'YANKCORD_METRICS'],
    [{ environment: { YANKCORD_METRICS: 'token' } }, 'YANKCORD_METRICS_TOKEN'],
    [{ environment: { YANKCORD_METRICS: 'token', YANKCORD_METRICS_TOKEN: 'short' } }, 'YANKCORD_METRICS_TOKEN'],
    [{ environment: { YANKCORD_PEER_BITRATE: '99999' } }, 'YANKCORD_PEER_BITRATE'],
    [{ file: { port: '80x' } }, '"port" in yankcord.json'],
    [{ file: { prot: 1 } }, '"prot"'],
    [{ file: { dataDir: '/' } }, '"dataDir"'],
    [{ flags: { 'media-port': '65535' }, environment: { MEDIA_WORKER_COUNT: '2' } }, '--media-port'],
  ])('that are wrong are named: %j', (sources, name) => {
    expect(() => resolve(sources)).toThrow(expect.objectContaining({ code: 'bad_setting' }));
    expect(() => resolve(sources)).toThrow(name);
  });

  it('take shares in on loopback alone beside the desktop app, and else where the server listens', () => {
    expect(resolve({}, true).media.ingest).toEqual({ listen: '127.0.0.1', announced: '127.0.0.1' });
    expect(resolve().media.ingest).toEqual({ listen: '0.0.0.0', announced: null });
    expect(resolve({ flags: { host: '10.0.0.1' } }).media.ingest).toEqual({
      listen: '10.0.0.1',
      announced: '10.0.0.1',
    });
    const environment = { NATIVE_RTP_LISTEN_IP: '0.0.0.0', NATIVE_RTP_ANNOUNCED_IP: '203.0.113.1' };
    expect(resolve({ environment }, true).media.ingest).toEqual({ listen: '0.0.0.0', announced: '203.0.113.1' });
  });

  it.each([
    'WEBRTC_LISTEN_IP',
    'WEBRTC_ANNOUNCED_IP',
    'NATIVE_RTP_LISTEN_IP',
    'NATIVE_RTP_ANNOUNCED_IP',
    'YANKCORD_HOST',
  ])('%s that cannot be parsed is an error and no fallback (S16)', (name) => {
    for (const value of [
      '256.0.0.1',
      '127.1',
      '0x7f000001',
      'example.org',
      '::g',
      '10.0.0.1:80',
      '10.0.0.1 10.0.0.2',
    ]) {
      expect(() => resolve({ environment: { [name]: value } }), value).toThrow(name);
    }
  });

  it('take several addresses to listen on and to announce', () => {
    const environment = { WEBRTC_LISTEN_IP: '10.0.0.1, ::1', WEBRTC_ANNOUNCED_IP: '203.0.113.5' };
    expect(resolve({ environment }).media).toMatchObject({
      listenIps: ['10.0.0.1', '::1'],
      announcedIps: ['203.0.113.5'],
    });
    expect(() => resolve({ environment: { WEBRTC_ANNOUNCED_IP: '0.0.0.0' } })).toThrow('WEBRTC_ANNOUNCED_IP');
  });
});

describe('the host', () => {
  it('is where media listen too', () => {
    expect(resolve({ flags: { host: '127.0.0.1' } })).toMatchObject({
      host: '127.0.0.1',
      media: { listenIps: ['127.0.0.1'] },
    });
    expect(resolve({ flags: { host: 'localhost' } }).host).toBe('127.0.0.1');
  });

  it('of every address is none in particular', () => {
    for (const host of ['0.0.0.0', '::']) {
      expect(resolve({ flags: { host } })).toMatchObject({ host: undefined, media: { listenIps: undefined } });
    }
  });
});

describe('defaults', () => {
  it('spare the machine of a person', () => {
    expect(resolve({}, true).media.workerCount).toBeLessThanOrEqual(4);
  });

  it.runIf(process.platform === 'linux')('keep the data where the XDG specification says', () => {
    expect(resolve({ environment: { XDG_DATA_HOME: '/data' } }).dataDir).toBe(join('/data', 'yankcord'));
    expect(resolve({ environment: { XDG_DATA_HOME: 'relative' } }).dataDir).toMatch(/\.local\/share\/yankcord$/);
  });
});

it('what is logged of it has no address', () => {
  const environment = { WEBRTC_LISTEN_IP: '10.9.8.7', WEBRTC_ANNOUNCED_IP: '203.0.113.5', YANKCORD_HOST: '10.9.8.7' };
  const text = JSON.stringify(describeConfig(resolve({ environment })));
  expect(text).not.toMatch(/10\.9\.8\.7|203\.0\.113\.5/);
});
