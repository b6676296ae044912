export type MessagePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string };

/** Only https: anything else stays text, so that no message can make a link that runs or leaks. */
const LINK = /https:\/\/[^\s<>"'`{}|\\^]+/giu;
/** What ends a sentence around a link rather than the link itself. */
const TRAILING = /[.,:;!?)\]]+$/u;

/** A message's body cut into text and links, which together are the body again. */
export function messageParts(body: string): readonly MessagePart[] {
  const parts: MessagePart[] = [];
  let end = 0;
  for (const match of body.matchAll(LINK)) {
    const text = trimLink(match[0]);
    if (!URL.canParse(text)) {
      continue;
    }
    if (match.index > end) {
      parts.push({ kind: 'text', text: body.slice(end, match.index) });
    }
    parts.push({ kind: 'link', text, url: new URL(text).href });
    end = match.index + text.length;
  }
  if (end < body.length) {
    parts.push({ kind: 'text', text: body.slice(end) });
  }
  return parts;
}

/** `(see https://example.org/a_(b))` keeps the bracket it opened itself. */
function trimLink(link: string): string {
  const trimmed = link.replace(TRAILING, '');
  const opened = trimmed.split('(').length;
  const closed = trimmed.split(')').length;
  return opened > closed && link[trimmed.length] === ')' ? `${trimmed})` : trimmed;
}
