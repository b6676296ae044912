/**
 * `https://HOST:PORT/#fp=FINGERPRINT&also=HOST:PORT,…&invite=TOKEN`: one link for everybody. A browser opens it and never sends what
 * is behind the `#`; the app reads there which certificate to trust, and where else to look for the party. Anybody can
 * write one, so it is read strictly, and only ever leads to a question.
 */
import { inviteToken } from './accounts.ts';
import { originOfHost, parseJoinLink } from './deepLink.ts';
import { withColons } from './lan.ts';

export interface Invite {
  /** `https://HOST[:PORT]`, the best first; all of one party. */
  readonly origins: readonly [string, ...string[]];
  /** The certificate that the party must show, where the invite says it. */
  readonly fingerprint?: string;
  /** Lets whoever brings it in. */
  readonly token?: string;
}

/** Where a party listens unless its host chose otherwise. */
const USUAL_PORT = 7_880;
const MAX_LENGTH = 1_024;
export const INVITE_ORIGINS_MAX = 8;
const HTTPS = 'https://';
const LINK = /^https:\/\/(?<host>[\w.:[\]-]+)\/?(?:#(?<words>[\w.:,=&[\]-]*))?$/iu;
const WORDS: ReadonlySet<string> = new Set(['fp', 'also', 'invite']);
const HEX_FINGERPRINT = /^[0-9a-f]{64}$/iu;

export function writeInvite({ origins: [first, ...others], fingerprint, token }: Invite): string {
  const words = [
    ...(fingerprint === undefined ? [] : [`fp=${fingerprint.replaceAll(':', '').toLowerCase()}`]),
    ...(others.length === 0 ? [] : [`also=${others.map((origin) => origin.slice(HTTPS.length)).join(',')}`]),
    ...(token === undefined ? [] : [`invite=${token}`]),
  ];
  return words.length === 0 ? `${first}/` : `${first}/#${words.join('&')}`;
}

/**
 * What a person typed or pasted: an invite, a link that opens the app, or only an address.
 * @returns undefined for anything else
 */
export function parseInvite(text: string): Invite | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MAX_LENGTH) {
    return undefined;
  }
  const joinLink = parseJoinLink(trimmed);
  if (joinLink !== undefined) {
    const { origin, fingerprint } = joinLink;
    return fingerprint === undefined ? { origins: [origin] } : { origins: [origin], fingerprint };
  }
  const link = LINK.exec(trimmed)?.groups;
  return link === undefined ? ofAddress(trimmed) : ofLink(link['host'] ?? '', link['words'] ?? '');
}

function ofAddress(text: string): Invite | undefined {
  const hasPort = /:\d+$/u.test(text) && !/^[0-9a-f:]+:[0-9a-f:]*$/iu.test(text.replace(/:\d+$/u, ''));
  const host = !hasPort && text.includes(':') && !text.startsWith('[') ? `[${text}]` : text;
  const origin = originOfHost(hasPort ? host : `${host}:${String(USUAL_PORT)}`);
  return origin === undefined ? undefined : { origins: [origin] };
}

function ofLink(host: string, text: string): Invite | undefined {
  const first = originOfHost(host);
  const words = wordsOf(text);
  if (first === undefined || words === undefined) {
    return undefined;
  }
  const also = words.get('also')?.split(',') ?? [];
  const others = also.map(originOfHost).filter((origin) => origin !== undefined);
  const hex = words.get('fp');
  const token = words.get('invite');
  if (
    others.length !== also.length ||
    others.length >= INVITE_ORIGINS_MAX ||
    (hex !== undefined && !HEX_FINGERPRINT.test(hex)) ||
    (token !== undefined && !inviteToken.safeParse(token).success)
  ) {
    return undefined;
  }
  const origins: Invite['origins'] = [first, ...others];
  return {
    origins,
    ...(hex === undefined ? {} : { fingerprint: withColons(hex) }),
    ...(token === undefined ? {} : { token }),
  };
}

/** @returns undefined when one is unknown, empty or there twice */
function wordsOf(text: string): ReadonlyMap<string, string> | undefined {
  const words = new Map<string, string>();
  for (const word of text === '' ? [] : text.split('&')) {
    const [name = '', value = '', ...more] = word.split('=');
    if (!WORDS.has(name) || value === '' || words.has(name) || more.length > 0) {
      return undefined;
    }
    words.set(name, value);
  }
  return words;
}
