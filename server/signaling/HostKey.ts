import { randomBytes, timingSafeEqual } from 'node:crypto';

const BYTES = 32;

/**
 * Told to the app that runs this server, and to nobody else: whoever brings it is the person at the app, who owns the
 * party. Without it the first guest who finds an embedded party could be quicker than its host.
 */
export class HostKey {
  readonly text = randomBytes(BYTES).toString('base64url');

  fits(given: string | undefined): boolean {
    return given?.length === this.text.length && timingSafeEqual(Buffer.from(given), Buffer.from(this.text));
  }
}
