import { Buffer } from 'node:buffer';
import type { Session } from 'electron';
import type { Log } from '../common/log.ts';
import type { Pins } from './trust/Pins.ts';

/** Chromium's own verdict stands. https://www.electronjs.org/docs/latest/api/session#sessetcertificateverifyprocproc */
const AS_CHROMIUM = -3;
const TRUSTED = 0;
const REFUSED = -2;

/** Makes Chromium hold each machine to the certificates that are pinned for it. */
export class CertificateGuard {
  readonly #session: Pick<Session, 'setCertificateVerifyProc'>;
  readonly #pins: Pick<Pins, 'ofMachine'>;
  readonly #log: Log;

  constructor(session: Pick<Session, 'setCertificateVerifyProc'>, pins: Pick<Pins, 'ofMachine'>, log: Log) {
    this.#session = session;
    this.#pins = pins;
    this.#log = log;
    this.renew();
  }

  /** After a pin: Chromium remembers verdicts, and asks anew only of a new judge. */
  renew(): void {
    this.#session.setCertificateVerifyProc(({ hostname, certificate }, decide) => {
      decide(this.#verdict(hostname, certificate.fingerprint));
    });
  }

  #verdict(hostname: string, fingerprint: string): number {
    const pinned = this.#pins.ofMachine(hostname.replace(/^\[|\]$/gu, ''));
    if (pinned.length === 0) {
      return AS_CHROMIUM;
    }
    if (!pinned.some((one) => electronFingerprint(one) === fingerprint)) {
      this.#log.warn('refused a certificate that is not the pinned one');
      return REFUSED;
    }
    return TRUSTED;
  }
}

/** Electron writes `sha256/` and base64 where Node and openssl write hexadecimal with colons. */
export function electronFingerprint(fingerprint: string): string {
  return `sha256/${Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64')}`;
}
