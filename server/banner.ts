import { renderUnicodeCompact } from 'uqr';

export interface Party {
  readonly name: string;
  /** `https://ADDRESS:PORT`, the best first. */
  readonly addresses: readonly string[];
  readonly fingerprint: string;
}

/** What the person who hosts reads; its last line is for programs too and stands alone. */
export const banner = ({ name, addresses, fingerprint }: Party): string => {
  const [best = ''] = addresses;
  return [
    '',
    `${name} is open. Guests reach it at`,
    '',
    ...addresses.map((address) => `  ${address}`),
    '',
    'Browsers ask about its certificate once. Its SHA-256 fingerprint:',
    '',
    `  ${fingerprint}`,
    '',
    renderUnicodeCompact(best, { border: 2 }),
    '',
    `ready ${best}`,
  ].join('\n');
};
