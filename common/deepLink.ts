/**
 * `yankcord://join?to=HOST:PORT&fp=FINGERPRINT`: an invite that opens the app. Any page and any program can open one, so
 * it is read strictly, and it never does more than ask the person.
 */
import { z } from 'zod';

export const LINK_SCHEME = 'yankcord';

export interface JoinLink {
  /** `https://HOST[:PORT]` */
  readonly origin: string;
  /** The certificate that the server must show, where the link says it. */
  readonly fingerprint?: string;
}

const HTTPS = 'https://';
const MAX_LENGTH = 512;
/** Shells of some systems put a slash behind the first word. */
const JOIN = /^yankcord:\/\/join\/?\?(?<query>[\w.~:%&=[\]-]+)$/iu;
/** A name, an IPv4 address or an IPv6 address in brackets, perhaps with a port. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::[1-9][0-9]{0,4})?$/iu;
const HEX_FINGERPRINT = /^[0-9a-f]{64}$/iu;
const KNOWN: ReadonlySet<string> = new Set(['to', 'fp']);

/** @returns undefined for whatever is not exactly such a link */
export function parseJoinLink(text: string): JoinLink | undefined {
  const query = text.length > MAX_LENGTH ? undefined : JOIN.exec(text)?.groups?.['query'];
  const words = query === undefined ? undefined : wordsOf(query);
  const origin = words === undefined ? undefined : originOfHost(words.get('to') ?? '');
  const hex = words?.get('fp');
  if (origin === undefined || (hex !== undefined && !HEX_FINGERPRINT.test(hex))) {
    return undefined;
  }
  return hex === undefined ? { origin } : { origin, fingerprint: withColons(hex) };
}

/** @param link of a server that is there: its origin is one of `https`. */
export function writeJoinLink({ origin, fingerprint }: JoinLink): string {
  const to = `to=${encodeURIComponent(origin.slice(HTTPS.length))}`;
  const fp = fingerprint === undefined ? '' : `&fp=${fingerprint.replaceAll(':', '').toLowerCase()}`;
  return `${LINK_SCHEME}://join?${to}${fp}`;
}

/** @returns undefined when one is unknown or there twice */
function wordsOf(query: string): ReadonlyMap<string, string> | undefined {
  const words = new Map<string, string>();
  for (const word of query.split('&')) {
    const [name = '', value = '', ...more] = word.split('=');
    if (!KNOWN.has(name) || words.has(name) || more.length > 0) {
      return undefined;
    }
    try {
      words.set(name, decodeURIComponent(value));
    } catch {
      return undefined; // a percent sign that encodes nothing
    }
  }
  return words;
}

/** As the platform's own URLs have it: lower case, addresses in their one form, no port that goes without saying. */
const normalUrl = z.url({ protocol: /^https$/u, normalize: true });

/** @param host as it stands in an address: `HOST` or `HOST:PORT` */
export function originOfHost(host: string): string | undefined {
  const parsed = HOST.test(host) ? normalUrl.safeParse(HTTPS + host) : undefined;
  return parsed?.success === true ? parsed.data.replace(/\/$/u, '') : undefined;
}

function withColons(hex: string): string {
  return hex.toUpperCase().replace(/(?<=^(?:..)+)(?=.)/gu, ':');
}
