/** What Prometheus reads, and who else does not. */
import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../../server/http/app.ts';
import { loadCertificate } from '../../server/http/certificate.ts';
import { Metrics } from '../../server/Metrics.ts';
import { fetchFrom } from '../fakes/https.ts';
import { makeFolder, makeWebDir, Party } from '../fakes/party.ts';

const TOKEN = 'a-token-of-the-test';
const parties: Party[] = [];

const openParty = async (environment: Readonly<Record<string, string>> = {}): Promise<Party> => {
  const party = await Party.open({ environment });
  parties.push(party);
  return party;
};

/** Sample lines by their name with its labels. */
const samplesOf = (body: string): Map<string, number> =>
  new Map(
    body
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );

afterEach(async () => {
  await Promise.all(parties.splice(0).map(async (party) => party.close()));
});

describe('metrics', () => {
  it('tell this machine what is open, what was asked and how the workers do', async () => {
    const party = await openParty();
    const anna = await party.guest('Anna');
    await anna.joinVoice(anna.voiceChannel('Lounge'));
    await anna.produce();
    await expect(anna.ask('serverMute', { memberId: 'nobody', muted: true })).rejects.toThrow('not_found');
    await anna.askRaw('no such request', {});
    const page = await fetchFrom(`${party.url}/metrics`);
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    const samples = samplesOf(page.body);
    expect(Object.fromEntries(samples)).toMatchObject({
      'yankcord_open{what="members"}': 1,
      'yankcord_open{what="sockets"}': 1,
      'yankcord_open{what="rooms"}': 1,
      'yankcord_open{what="peers"}': 1,
      'yankcord_open{what="workers"}': 1,
      'yankcord_requests_total{request="authenticate",outcome="ok"}': 1,
      'yankcord_requests_total{request="joinVoice",outcome="ok"}': 1,
      'yankcord_requests_total{request="serverMute",outcome="not_found"}': 1,
      'yankcord_request_duration_seconds_count{request="joinVoice"}': 1,
      'yankcord_worker_up{worker="0"}': 1,
      'yankcord_worker_rooms{worker="0"}': 1,
    });
    expect(samples.get('yankcord_open{what="transports"}')).toBeGreaterThanOrEqual(2);
    expect(samples.get('yankcord_open{what="producers"}')).toBeGreaterThanOrEqual(1);
    expect(samples.get('yankcord_process_resident_bytes')).toBeGreaterThan(1e6);
    expect([...samples.values()].every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
  });

  it('name nobody', async () => {
    const party = await openParty();
    const anna = await party.guest('Anna Secretname');
    await anna.joinVoice(anna.voiceChannel('Lounge'));
    const { body } = await fetchFrom(`${party.url}/metrics`);
    for (const secret of ['Secretname', anna.id, 'Lounge', anna.voiceChannel('Lounge'), '127.0.0.1']) {
      expect(body).not.toContain(secret);
    }
  });

  it('are not there for other machines', async () => {
    const folder = await makeFolder();
    const app = await createApp({
      certificate: await loadCertificate(folder, []),
      webDir: await makeWebDir(folder),
      health: () => ({ version: '', protocolVersion: 0, name: '', workers: { running: 0, wanted: 0 } }),
      door: () => Promise.resolve({ name: '', guests: true, registration: 'open', ownerWanted: false, invite: null }),
      counts: undefined,
      metrics: { access: { kind: 'loopback' }, contentType: 'text/plain', render: () => Promise.resolve('all') },
    });
    const ask = async (remoteAddress: string): Promise<number> =>
      (await app.inject({ url: '/metrics', remoteAddress, headers: { 'x-forwarded-for': '127.0.0.1' } })).statusCode;
    expect(await ask('192.0.2.7')).toBe(404);
    expect(await ask('::ffff:127.0.0.1')).toBe(200);
    await app.close();
    await rm(folder, { recursive: true });
  });

  it('are not there when switched off', async () => {
    const party = await openParty({ YANKCORD_METRICS: 'off' });
    expect((await fetchFrom(`${party.url}/metrics`)).status).toBe(404);
  });

  it('are told to whoever has the token, if there is one', async () => {
    const party = await openParty({ YANKCORD_METRICS: 'token', YANKCORD_METRICS_TOKEN: TOKEN });
    const ask = async (authorization?: string): Promise<number | undefined> =>
      (await fetchFrom(`${party.url}/metrics`, authorization === undefined ? {} : { authorization })).status;
    expect(await ask()).toBe(401);
    expect(await ask(`Bearer ${TOKEN}x`)).toBe(401);
    expect(await ask(`Basic ${TOKEN}`)).toBe(401);
    expect(await ask('Bearer ')).toBe(401);
    expect(await ask(`Bearer ${TOKEN}`)).toBe(200);
  });
});

describe('quality of peers', () => {
  it('is spread over histograms by who measured it, in base units', async () => {
    const metrics = new Metrics({ counts: () => ({}), workers: () => [], backupSeconds: () => undefined });
    const client = {
      sentLossPercent: 3,
      sentBps: 50_000,
      receivedLossPercent: null,
      receivedBps: 0,
      jitterMs: 4,
      roundTripMs: 30,
      concealedPercent: null,
    };
    metrics.sampled({ atMs: 0, client, server: null });
    const samples = samplesOf(await metrics.render());
    const loss = (le: string): number | undefined =>
      samples.get(`yankcord_peer_loss_ratio_bucket{le="${le}",seen_by="client",direction="from_peer"}`);
    expect([loss('0.02'), loss('0.05')]).toEqual([0, 1]);
    expect(samples.get('yankcord_peer_loss_ratio_count{seen_by="client",direction="to_peer"}')).toBeUndefined();
    expect(samples.get('yankcord_peer_jitter_seconds_sum{seen_by="client",direction="to_peer"}')).toBeCloseTo(0.004);
    metrics.close();
  });
});
