import { renderUnicodeCompact } from 'uqr';

export interface Party {
  readonly name: string;
  /** `https://ADDRESS:PORT`, the best first. */
  readonly addresses: readonly string[];
  readonly fingerprint: string;
  /** Where it has no owner yet. */
  readonly ownerCode: string | undefined;
}

/** What the person who hosts reads; its last line is for programs too and stands alone. */
export const banner = ({ name, addresses, fingerprint, ownerCode }: Party): string => {
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
    ...(ownerCode === undefined
      ? []
      : ['It has no owner yet: register there with this code, which holds once, to be it.', '', `  ${ownerCode}`, '']),
    renderUnicodeCompact(best, { border: 2 }),
    '',
    `ready ${best}`,
  ].join('\n');
};
