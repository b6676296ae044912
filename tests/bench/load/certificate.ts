import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { generate } from 'selfsigned';
import type { DtlsFingerprint } from '../../../common/media.ts';

/** What a DTLS end shows and signs with: P-256, because a handshake with RSA would cost the load more than the call. */
export interface DtlsCertificate {
  readonly der: Buffer;
  readonly privateKey: KeyObject;
  readonly fingerprint: DtlsFingerprint;
}

/** A self-signed certificate; all synthetic peers may share one, as no server looks for two with the same. */
export async function makeDtlsCertificate(): Promise<DtlsCertificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'load' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
  });
  const { raw, fingerprint256 } = new X509Certificate(cert);
  return {
    der: raw,
    privateKey: createPrivateKey(key),
    fingerprint: { algorithm: 'sha-256', value: fingerprint256 },
  };
}
