/** Whom the app trusts, with real certificates on real TLS. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Certificate } from 'electron';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SILENT_LOG } from '../../common/log.ts';
import { CertificateGuard, electronFingerprint } from '../../electron/certificates.ts';
import { Pins } from '../../electron/trust/Pins.ts';
import { Trust } from '../../electron/trust/Trust.ts';
import { loadCertificate } from '../../server/http/certificate.ts';
import { makeElectron } from '../fakes/electron/fakeElectron.ts';
import { makeFolder } from '../fakes/party.ts';

const TRUSTED = 0;
const REFUSED = -2;
const AS_CHROMIUM = -3;

describe('trust in a party', () => {
  let folder = '';
  let servers: Server[] = [];
  let pins: Pins;
  let trust: Trust;
  const electron = makeElectron();

  /** A server with a certificate of its own, where it was told to be. */
  const serve = async (name: string, port = 0): Promise<{ origin: string; fingerprint: string; server: Server }> => {
    const certificate = await loadCertificate(join(folder, name), ['127.0.0.1']);
    const server = createServer({ key: certificate.key, cert: certificate.cert });
    servers.push(server);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const { port: at } = server.address() as AddressInfo; // of a TCP server
    return { origin: `https://127.0.0.1:${String(at)}`, fingerprint: certificate.fingerprint, server };
  };
  const stop = async (server: Server): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const open = async (): Promise<void> => {
    pins = await Pins.open(join(folder, 'trusted.json'), SILENT_LOG);
    const guard = new CertificateGuard(electron.module.session.defaultSession, pins, SILENT_LOG);
    trust = new Trust(pins, () => {
      guard.renew();
    });
  };
  /** What Chromium is told of a certificate. */
  const verdictOn = (fingerprint: string): number | undefined => {
    const certificate = { fingerprint: electronFingerprint(fingerprint) } as Certificate; // the one field that counts
    let verdict: number | undefined;
    electron.decide.certificate?.(
      {
        hostname: '127.0.0.1',
        certificate,
        validatedCertificate: certificate,
        isIssuedByKnownRoot: false,
        verificationResult: 'net::ERR_CERT_AUTHORITY_INVALID',
        errorCode: -202,
      },
      (code) => (verdict = code),
    );
    return verdict;
  };

  beforeEach(async () => {
    servers = [];
    folder = await makeFolder();
    await open();
  });
  afterEach(async () => {
    await pins.written;
    await Promise.all(servers.filter(({ listening }) => listening).map(stop));
    await rm(folder, { recursive: true, force: true });
  });

  it('asks at first, knows it from then on, and refuses another certificate loudly', async () => {
    const first = await serve('one');
    expect(await trust.meet({ origins: [first.origin], by: 'address' })).toEqual({
      origin: first.origin,
      fingerprint: first.fingerprint,
      vouched: false,
      verdict: 'first',
    });
    expect(verdictOn(first.fingerprint)).toBe(AS_CHROMIUM);
    trust.accept(first);
    expect(verdictOn(first.fingerprint)).toBe(TRUSTED);
    await pins.written;
    await open(); // the app starts again
    expect(await trust.meet({ origins: [first.origin], by: 'address' })).toMatchObject({ verdict: 'known' });

    await stop(first.server);
    const second = await serve('two', Number(new URL(first.origin).port));
    expect(second.fingerprint).not.toBe(first.fingerprint);
    const meeting = await trust.meet({ origins: [second.origin], by: 'invite', promised: second.fingerprint });
    expect(meeting).toEqual({
      origin: second.origin,
      fingerprint: second.fingerprint,
      vouched: false,
      verdict: 'changed',
    });
    expect(verdictOn(second.fingerprint)).toBe(REFUSED);

    trust.accept(second);
    expect(verdictOn(second.fingerprint)).toBe(TRUSTED);
    expect(verdictOn(first.fingerprint)).toBe(REFUSED);
    expect(await trust.meet({ origins: [second.origin], by: 'address' })).toMatchObject({ verdict: 'known' });
  });

  it('takes the word of an invite for what it never met, at whichever address answers with it', async () => {
    const other = await serve('other');
    const party = await serve('party');
    const dead = await serve('dead');
    await stop(dead.server);
    const origins = [dead.origin, other.origin, party.origin];
    expect(await trust.meet({ origins, by: 'invite', promised: party.fingerprint })).toEqual({
      origin: party.origin,
      fingerprint: party.fingerprint,
      vouched: false,
      verdict: 'known',
    });
    // What only stands in the records of a network is asked about.
    expect(await trust.meet({ origins: [other.origin], by: 'nearby', promised: other.fingerprint })).toMatchObject({
      verdict: 'first',
    });
    expect(await trust.meet({ origins: [other.origin], by: 'invite', promised: dead.fingerprint })).toMatchObject({
      verdict: 'mismatch',
    });
    await expect(trust.meet({ origins: [dead.origin], by: 'address' })).rejects.toMatchObject({
      code: 'server_unreachable',
    });
    // Nothing is trusted that was not looked at.
    expect(() => {
      trust.accept({ origin: other.origin, fingerprint: party.fingerprint });
    }).toThrow();
  });

  it('keeps what it can read of a damaged file', async () => {
    const { fingerprint, origin } = await serve('one');
    const { host } = new URL(origin);
    const path = join(folder, 'trusted.json');
    await writeFile(path, JSON.stringify({ [host]: fingerprint, 'evil:1': '<b>', 'worse:1': { a: 1 } }));
    await open();
    expect(await trust.meet({ origins: [origin], by: 'address' })).toMatchObject({ verdict: 'known' });
    expect(new X509Certificate(await readFile(join(folder, 'one', 'certificate.pem'), 'utf8')).fingerprint256).toBe(
      fingerprint,
    );
    await writeFile(path, '{"half');
    await open();
    expect(await trust.meet({ origins: [origin], by: 'address' })).toMatchObject({ verdict: 'first' });
  });
});
