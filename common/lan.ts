/**
 * How a party is told of on its network: DNS service discovery (RFC 6763) over multicast DNS (RFC 6762). What arrives
 * was written by whoever likes to: it is parsed here, and harmless from there on.
 */
import { z } from 'zod';

export const SERVICE = '_yankcord._tcp.local';
/** What lists all kinds of services: https://www.rfc-editor.org/rfc/rfc6763#section-9 */
export const SERVICES = '_services._dns-sd._udp.local';
/** Seconds after which a record that nobody repeated is forgotten. */
export const RECORD_TTL_S = 120;

export const LAN_NAME_MAX_LENGTH = 64;
/** Of one word of a TXT record: its length is one byte (RFC 1035). */
const TXT_MAX_LENGTH = 255;
const TXT_MAX_WORDS = 16;

/** 32 bytes of SHA-256, as TXT records have them: without colons, either case. */
const HEX_FINGERPRINT = /^[0-9a-f]{64}$/i;

/** SHA-256 of a certificate as Node and openssl write it: 32 upper-case hexadecimal bytes with colons between. */
export const certificateFingerprint = z.string().regex(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);

/** A party that was found, as the app shows it: told by a stranger, cleaned of what could do harm. */
export const nearbyParty = z.object({
  /** `https://ADDRESS:PORT`, the address being the one that told of it. */
  url: z.url({ protocol: /^https$/ }),
  /** Others that told of the same certificate, or the same one before it had another address. */
  others: z.array(z.url({ protocol: /^https$/ })),
  name: z.string(),
  host: z.string(),
  fingerprint: certificateFingerprint,
  protocolVersion: z.number().int(),
  people: z.number().int(),
  /** Unix time in milliseconds, by the clock of the party. */
  sinceMs: z.number().int(),
});
export type NearbyParty = z.infer<typeof nearbyParty>;

export interface Advert {
  /** Cleaned, never empty. */
  readonly name: string;
  /** The machine that hosts; empty where it does not say. */
  readonly host: string;
  /** 32 upper-case bytes with colons between, as Node and openssl write it. */
  readonly fingerprint: string;
  readonly protocolVersion: number;
  readonly people: number;
  /** Unix time in seconds. */
  readonly sinceS: number;
}

/**
 * Text of a stranger, fit to be shown in a line: nothing that moves, hides or turns other text, no more than three marks
 * on a letter, and short.
 */
export const cleanText = (text: string, maxLength: number): string => {
  const shown = text
    .slice(0, maxLength * 8)
    .normalize('NFC')
    .replace(/[\p{Zs}\p{Zl}\p{Zp}\t\n\r]+/gu, ' ')
    .replace(/[\p{C}\u115f\u1160\u2800\u3164\uffa0]/gu, '')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .trim();
  return Array.from(shown).slice(0, maxLength).join('').trim();
};

const wholeNumber = (max: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number)
    .pipe(z.number().int().min(0).max(max));

const txtSchema = z.object({
  name: z
    .string()
    .transform((text) => cleanText(text, LAN_NAME_MAX_LENGTH))
    .pipe(z.string().min(1)),
  host: z
    .string()
    .transform((text) => cleanText(text, LAN_NAME_MAX_LENGTH))
    .default(''),
  fp: z.string().regex(HEX_FINGERPRINT).transform(withColons),
  v: wholeNumber(1_000_000),
  n: wholeNumber(9_999),
  t: wholeNumber(999_999_999_999),
});

export function withColons(hex: string): string {
  return (hex.toUpperCase().match(/../g) ?? []).join(':');
}

/** The words of a TXT record. */
export const encodeAdvert = ({ name, host, fingerprint, protocolVersion, people, sinceS }: Advert): string[] => [
  'txtvers=1',
  `name=${cleanText(name, LAN_NAME_MAX_LENGTH)}`,
  `host=${cleanText(host, LAN_NAME_MAX_LENGTH)}`,
  `fp=${fingerprint.replaceAll(':', '').toLowerCase()}`,
  `v=${String(protocolVersion)}`,
  `n=${String(people)}`,
  `t=${String(sinceS)}`,
];

/** What the words of a TXT record say; undefined for anything that is no party's. */
export const parseAdvert = (words: readonly string[]): Advert | undefined => {
  if (words.length > TXT_MAX_WORDS || words.some(({ length }) => length > TXT_MAX_LENGTH)) {
    return undefined;
  }
  // Of a key that comes twice the first counts (RFC 6763, section 6.4); a Map, because keys are strangers' too.
  const pairs = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf('=');
    const key = word.slice(0, at).toLowerCase();
    if (at > 0 && !pairs.has(key)) {
      pairs.set(key, word.slice(at + 1));
    }
  }
  const read = (key: string): string | undefined => pairs.get(key);
  const parsed = txtSchema.safeParse({
    name: read('name'),
    host: read('host'),
    fp: read('fp'),
    v: read('v'),
    n: read('n'),
    t: read('t'),
  });
  if (!parsed.success) {
    return undefined;
  }
  const { name, host, fp, v, n, t } = parsed.data;
  return { name, host, fingerprint: fp, protocolVersion: v, people: n, sinceS: t };
};

/** The party's own label among the services: of its certificate, so that no two have the same. */
export const labelOf = (fingerprint: string): string =>
  `yankcord-${fingerprint.replaceAll(':', '').slice(0, 16).toLowerCase()}`;
