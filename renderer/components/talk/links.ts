/** Links of messages: which are followed, and where they really lead. */
const PROTOCOLS: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:']);

/** The address in full, with its host in letters that no other can look like; undefined for what must not be a link. */
export function safeUrl(address: string): string | undefined {
  if (!URL.canParse(address)) {
    return undefined;
  }
  const url = new URL(address);
  const named = url.protocol === 'mailto:' ? url.pathname.includes('@') : url.hostname !== '';
  return PROTOCOLS.has(url.protocol) && named ? url.href : undefined;
}

/**
 * Where a link leads, if its words do not say so themselves: they say something else, hide it behind a name before an
 * `@`, or write it in letters that look like others.
 */
export function linkHost(href: string, words: string): string | undefined {
  const url = new URL(href);
  const where = url.protocol === 'mailto:' ? url.pathname : url.host;
  const said = words
    .trim()
    .toLowerCase()
    .replace(/^(?:https?:\/\/|mailto:)/u, '');
  const rest = said.startsWith(where) ? said.slice(where.length) : undefined;
  return rest === '' || (rest !== undefined && /^[/?#]/u.test(rest)) ? undefined : where;
}
