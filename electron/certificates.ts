import { Buffer } from 'node:buffer';
import type { Session } from 'electron';
import type { HostedParty } from '../common/ipc/party.ts';
import type { Log } from '../common/log.ts';

/** Chromium's own verdict stands. https://www.electronjs.org/docs/latest/api/session#sessetcertificateverifyprocproc */
const AS_CHROMIUM = -3;
const TRUSTED = 0;
const REFUSED = -2;

/** Which certificate each host has to show; a party's is self-signed, so its fingerprint is all there is to trust. */
export class CertificatePins {
  readonly #fingerprints = new Map<string, string>();
  readonly #log: Log;

  constructor(session: Pick<Session, 'setCertificateVerifyProc'>, log: Log) {
    this.#log = log;
    session.setCertificateVerifyProc(({ hostname, certificate }, decide) => {
      decide(this.#verdict(hostname, certificate.fingerprint));
    });
  }

  pin({ url, fingerprint }: Pick<HostedParty, 'url' | 'fingerprint'>): void {
    this.#fingerprints.set(hostIn(url), electronFingerprint(fingerprint));
  }

  #verdict(hostname: string, fingerprint: string): number {
    const pinned = this.#fingerprints.get(hostname);
    if (pinned === undefined) {
      return AS_CHROMIUM;
    }
    if (pinned !== fingerprint) {
      this.#log.warn('refused a certificate that is not the pinned one');
      return REFUSED;
    }
    return TRUSTED;
  }
}

/** Without the brackets that a URL puts around an IPv6 address. */
const hostIn = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '');

/** Electron writes `sha256/` and base64 where Node and openssl write hexadecimal with colons. */
export function electronFingerprint(fingerprint: string): string {
  return `sha256/${Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64')}`;
}
