import type { Meeting } from '../../common/ipc/trust.ts';

export interface Evidence {
  /** Of the certificate that is shown. */
  readonly seen: string;
  /** What an invite or the network said that it would be. */
  readonly promised: string | undefined;
  /** What this address showed before. */
  readonly pinned: string | undefined;
  /** Every certificate that is trusted, wherever: a party keeps its own when it gets another address. */
  readonly trusted: ReadonlySet<string>;
  /** Whether authorities that the system trusts vouch for it. */
  readonly vouched: boolean;
}

/**
 * Whether a certificate is the one that is meant. A change counts even where an invite names the new one: invites can be
 * forged, and a person who sees the change can ask.
 */
export function judge({ seen, promised, pinned, trusted, vouched }: Evidence): Meeting['verdict'] {
  if (promised !== undefined && promised !== seen) {
    return 'mismatch';
  }
  if (pinned === seen || trusted.has(seen)) {
    return 'known';
  }
  if (pinned !== undefined) {
    return 'changed';
  }
  return vouched ? 'known' : 'first';
}
