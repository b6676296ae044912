/**
 * What is written, as a tree of the few things it may contain. Nothing of it is ever markup: the tree is drawn node by
 * node (`MessageBody.vue`), so what has no place here is text.
 */
import MarkdownIt from 'markdown-it';
import { memberId, type MemberId } from '../../../common/ids.ts';
import { linkHost, safeUrl } from './links.ts';

export type MarkTag = 'p' | 'strong' | 'em' | 's' | 'blockquote' | 'ul' | 'li' | 'spoiler';

export type MarkNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'codeBlock'; readonly language: string; readonly text: string }
  | { readonly kind: 'mention'; readonly memberId: MemberId }
  | { readonly kind: 'ol'; readonly start: number; readonly children: readonly MarkNode[] }
  | {
      readonly kind: 'link';
      readonly url: string;
      /** Where it leads, to be told beside it: its own words do not say so. */
      readonly told: string | undefined;
      readonly children: readonly MarkNode[];
    }
  | { readonly kind: 'element'; readonly tag: MarkTag; readonly children: readonly MarkNode[] };

const NESTING_MAX = 20;
/** Quotes and lists so deep in each other are no structure: markdown-it would leave out what they hold. */
const TOO_DEEP = /^(?:[ \t]*(?:>|[-+*]|\d+[.)])){9}/mu;

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true });
// `maxNesting` is an option of every preset, which its types leave out.
markdown.set({ maxNesting: NESTING_MAX } as Parameters<typeof markdown.set>[0]);
// A chat has no headings, tables or pictures from elsewhere; entities and indents are what somebody typed.
markdown.disable([
  'heading',
  'lheading',
  'table',
  'hr',
  'reference',
  'code',
  'html_block',
  'image',
  'html_inline',
  'entity',
]);
markdown.validateLink = (url) => safeUrl(url) !== undefined;
// As it was written: an address in letters that look alike stays what it is.
markdown.normalizeLinkText = (text) => text;
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
markdown.linkify.add('ftp:', null).add('//', null);

/** As markdown-it's own rule, with `|` as a sign that may mean something. */
const PLAIN = /[^\n!$%&*+\-:<=>@[\]\\^_`{|}~]+/y;
markdown.inline.ruler.at('text', (state, silent) => {
  PLAIN.lastIndex = state.pos;
  const [text = ''] = PLAIN.exec(state.src.slice(0, state.posMax)) ?? [];
  if (text === '') {
    return false;
  }
  if (!silent) {
    state.pending += text;
  }
  state.pos += text.length;
  return true;
});

const MENTION = /<@([\w.:-]{1,128})>/y;
markdown.inline.ruler.before('autolink', 'mention', (state, silent) => {
  MENTION.lastIndex = state.pos;
  const [whole, id] = MENTION.exec(state.src) ?? [];
  if (whole === undefined || id === undefined || state.pos + whole.length > state.posMax) {
    return false;
  }
  if (!silent) {
    state.push('mention', '', 0).content = id;
  }
  state.pos += whole.length;
  return true;
});

const BARS = '||';
markdown.inline.ruler.before('emphasis', 'spoiler', (state, silent) => {
  const begin = state.pos + BARS.length;
  const end = state.src.startsWith(BARS, state.pos) ? state.src.indexOf(BARS, begin) : -1;
  if (end <= begin || end >= state.posMax) {
    return false;
  }
  if (!silent) {
    const { posMax } = state;
    state.push('spoiler_open', '', 1);
    state.pos = begin;
    state.posMax = end;
    state.md.inline.tokenize(state);
    state.push('spoiler_close', '', -1);
    state.posMax = posMax;
  }
  state.pos = end + BARS.length;
  return true;
});

type Token = ReturnType<typeof markdown.parse>[number];

const TAGS: Readonly<Record<string, MarkTag>> = {
  paragraph: 'p',
  strong: 'strong',
  em: 'em',
  s: 's',
  blockquote: 'blockquote',
  bullet_list: 'ul',
  list_item: 'li',
  spoiler: 'spoiler',
};

export const parseMarkdown = (body: string): readonly MarkNode[] =>
  TOO_DEEP.test(body)
    ? [{ kind: 'element', tag: 'p', children: [{ kind: 'text', text: body }] }]
    : collect(markdown.parse(body, {}).values());

/** The nodes up to the token that closes what the first of them stands in. */
function collect(tokens: IterableIterator<Token>): readonly MarkNode[] {
  const nodes: MarkNode[] = [];
  for (let next = tokens.next(); next.done !== true; next = tokens.next()) {
    const token = next.value;
    if (token.nesting < 0) {
      break;
    }
    if (token.nesting > 0) {
      nodes.push(...opened(token, collect(tokens)));
    } else {
      nodes.push(...single(token));
    }
  }
  return nodes;
}

function opened(token: Token, children: readonly MarkNode[]): readonly MarkNode[] {
  const name = token.type.replace(/_open$/u, '');
  if (name === 'link') {
    const url = safeUrl(token.attrGet('href') ?? '');
    return url === undefined ? children : [{ kind: 'link', url, told: linkHost(url, textOf(children)), children }];
  }
  if (name === 'ordered_list') {
    return [{ kind: 'ol', start: Number(token.attrGet('start') ?? 1), children }];
  }
  const tag = TAGS[name];
  // A paragraph in a list whose items stand close is none.
  return tag === undefined || token.hidden ? children : [{ kind: 'element', tag, children }];
}

function single(token: Token): readonly MarkNode[] {
  switch (token.type) {
    case 'inline':
      return collect((token.children ?? []).values());
    case 'softbreak':
    case 'hardbreak':
      return [{ kind: 'break' }];
    case 'code_inline':
      return [{ kind: 'code', text: token.content }];
    case 'fence':
      return [
        {
          kind: 'codeBlock',
          language: token.info.trim().split(/\s+/u)[0] ?? '',
          text: token.content.replace(/\n$/u, ''),
        },
      ];
    case 'mention': {
      const id = memberId.safeParse(token.content);
      return [id.success ? { kind: 'mention', memberId: id.data } : { kind: 'text', text: `<@${token.content}>` }];
    }
    default:
      return token.content === '' ? [] : [{ kind: 'text', text: token.content }];
  }
}

/** What can be read of it, in one string. */
export const textOf = (nodes: readonly MarkNode[]): string =>
  nodes
    .map((node) => {
      switch (node.kind) {
        case 'text':
        case 'code':
        case 'codeBlock':
          return node.text;
        case 'break':
          return '\n';
        case 'mention':
          return `<@${node.memberId}>`;
        case 'element':
        case 'link':
        case 'ol':
          return textOf(node.children);
      }
    })
    .join('');
