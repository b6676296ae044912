import { X509Certificate } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { AppError } from '../../common/errors.ts';
import { makeFolder } from '../folder.ts';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
  /** SHA-256, 32 hexadecimal bytes with colons between: what people compare and apps pin. */
  readonly fingerprint: string;
}

export const CERTIFICATE_FILE = 'certificate.pem';
const YEARS_VALID = 20;

/**
 * The server's own certificate, made on the first start and then kept as it is: apps pin its fingerprint, so it must
 * outlive a change of addresses. (Browsers ask about a self-signed certificate whatever names stand in it.) To have a
 * new one, delete the file.
 * @param addresses that stand in a new certificate besides `localhost` and the host's name
 * @throws AppError `data_unwritable`, or `bad_setting` for a damaged file
 */
export const loadCertificate = async (dataDir: string, addresses: readonly string[]): Promise<Certificate> => {
  const path = join(dataDir, CERTIFICATE_FILE);
  const stored = await readFile(path, 'utf8').catch(() => undefined);
  if (stored !== undefined) {
    return parse(stored, path);
  }
  const pem = await make(addresses);
  try {
    await makeFolder(dataDir);
    // Whole or not at all: a start that is cut short leaves no half a key.
    await writeFile(`${path}.new`, pem, { mode: 0o600 });
    await rename(`${path}.new`, path);
  } catch (cause) {
    throw new AppError(
      'data_unwritable',
      `The data folder "${dataDir}" cannot be written: correct it, or choose another folder with --data.`,
      { cause },
    );
  }
  return parse(pem, path);
};

const parse = (pem: string, path: string): Certificate => {
  try {
    // Throws when key or certificate is missing, damaged or of another pair.
    createSecureContext({ key: pem, cert: pem });
    return { key: pem, cert: pem, fingerprint: new X509Certificate(pem).fingerprint256 };
  } catch (cause) {
    throw new AppError('bad_setting', `The certificate in "${path}" is damaged: delete it and a new one is made.`, {
      cause,
    });
  }
};

const make = async (addresses: readonly string[]): Promise<string> => {
  // Only the first start needs it, and it takes a tenth of a second to load.
  const { generate } = await import('selfsigned');
  const notAfterDate = new Date();
  notAfterDate.setFullYear(notAfterDate.getFullYear() + YEARS_VALID);
  const names = [...new Set(['localhost', hostname(), '127.0.0.1', '::1', ...addresses])];
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Yankcord' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })),
      },
    ],
  });
  return `${key.trim()}\n${cert.trim()}\n`;
};
