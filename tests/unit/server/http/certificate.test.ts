import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { certificateFingerprint } from '../../../../common/lan.ts';
import { loadCertificate } from '../../../../server/http/certificate.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yankcord-certificate-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

it('names every address, is EC P-256 and readable by its owner alone', async () => {
  const { cert, fingerprint } = await loadCertificate(folder, ['192.168.1.5', '2001:db8::5']);
  const parsed = new X509Certificate(cert);
  for (const name of ['192.168.1.5', '2001:db8::5', '127.0.0.1']) {
    expect(parsed.checkIP(name), name).toBe(name);
  }
  expect(parsed.checkHost('localhost')).toBe('localhost');
  expect(parsed.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
  expect(parsed.ca).toBe(false);
  expect(certificateFingerprint.parse(fingerprint)).toBe(parsed.fingerprint256);
  expect((await stat(join(folder, 'certificate.pem'))).mode & 0o777).toBe(0o600);
});

it('stays the same when it is loaded again, whatever the addresses', async () => {
  const first = await loadCertificate(folder, ['192.168.1.5']);
  expect(await loadCertificate(folder, ['10.0.0.1'])).toEqual(first);
});

it('is not replaced when it is damaged: people pinned it', async () => {
  await loadCertificate(folder, []);
  const path = join(folder, 'certificate.pem');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.slice(0, 200));
  await expect(loadCertificate(folder, [])).rejects.toMatchObject({ code: 'bad_setting' });
  expect(await readFile(path, 'utf8')).toBe(text.slice(0, 200));
});
