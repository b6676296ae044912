import type { DtlsFingerprint } from '../../common/media.ts';

/** The client's end of DTLS: made before any click, so that a join can carry its fingerprints. */
export interface Certificate {
  readonly certificate: RTCCertificate;
  readonly fingerprints: DtlsFingerprint[];
}

/** What browsers make by default, and quickly. */
const KEY: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };

/** One for all transports of this page: browsers make it within milliseconds, and it says nothing of the person. */
export async function makeCertificate(): Promise<Certificate> {
  const certificate = await RTCPeerConnection.generateCertificate(KEY);
  return { certificate, fingerprints: [await sha256Fingerprint(certificate)] };
}

async function sha256Fingerprint(certificate: RTCCertificate): Promise<DtlsFingerprint> {
  // Firefox has no getFingerprints: there an offer made with the certificate names it
  // (https://developer.mozilla.org/docs/Web/API/RTCCertificate/getFingerprints).
  const known: { getFingerprints?: () => RTCDtlsFingerprint[] } = certificate;
  const listed = known.getFingerprints?.call(certificate) ?? [];
  const value = listed.find(({ algorithm }) => algorithm === 'sha-256')?.value ?? (await fromOffer(certificate));
  return { algorithm: 'sha-256', value: value.toUpperCase() };
}

/** RFC 8122 section 5: `a=fingerprint:sha-256 AB:CD:...` */
async function fromOffer(certificate: RTCCertificate): Promise<string> {
  const connection = new RTCPeerConnection({ certificates: [certificate] });
  try {
    connection.createDataChannel('fingerprint');
    const { sdp } = await connection.createOffer();
    const found = /^a=fingerprint:sha-256 (\S+)/im.exec(sdp ?? '');
    if (found?.[1] === undefined) {
      throw new Error('the offer has no sha-256 fingerprint');
    }
    return found[1];
  } finally {
    connection.close();
  }
}
