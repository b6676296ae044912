/** Whatever somebody writes becomes text, and the few things it may contain: one hostile idea after the other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMarkdown, textOf, type MarkNode } from '../../../../../renderer/components/talk/markdown.ts';

/** In short: `strong(a b)`, `link[url](words)`. */
const shown = (nodes: readonly MarkNode[]): string =>
  nodes
    .map((node) => {
      switch (node.kind) {
        case 'text':
          return node.text;
        case 'break':
          return '/';
        case 'code':
          return `code(${node.text})`;
        case 'codeBlock':
          return `block[${node.language}](${node.text})`;
        case 'mention':
          return `@[${node.memberId}]`;
        case 'ol':
          return `ol[${String(node.start)}](${shown(node.children)})`;
        case 'link':
          return `link[${node.url}](${shown(node.children)})${node.told === undefined ? '' : `!${node.told}`}`;
        case 'element':
          return `${node.tag}(${shown(node.children)})`;
      }
    })
    .join('');
const read = (body: string): string => shown(parseMarkdown(body));
const depth = (nodes: readonly MarkNode[]): number =>
  Math.max(0, ...nodes.map((node) => ('children' in node ? 1 + depth(node.children) : 1)));
const links = (nodes: readonly MarkNode[]): readonly string[] =>
  nodes.flatMap((node) => [
    ...(node.kind === 'link' ? [node.url] : []),
    ...('children' in node ? links(node.children) : []),
  ]);

it.each([
  ['plain words', 'p(plain words)'],
  ['**bold** *slanted* ~~gone~~ `code`', 'p(strong(bold) em(slanted) s(gone) code(code))'],
  ['two\nlines', 'p(two/lines)'],
  ['> said\n\nanswer', 'blockquote(p(said))p(answer)'],
  ['- a\n- b', 'ul(li(a)li(b))'],
  ['3. a\n4. b', 'ol[3](li(a)li(b))'],
  ['```ts\nlet a = 1;\n```', 'block[ts](let a = 1;)'],
  ['a ||secret **thing**|| b', 'p(a spoiler(secret strong(thing)) b)'],
  ['a || b', 'p(a || b)'],
  ['<@m1> and `<@m1>`', 'p(@[m1] and code(<@m1>))'],
  ['# no heading', 'p(# no heading)'],
  ['    no indented code', 'p(no indented code)'],
  ['&lt;b&gt; &amp;', 'p(&lt;b&gt; &amp;)'],
  ['see https://example.org/a_b_c.', 'p(see link[https://example.org/a_b_c](https://example.org/a_b_c).)'],
  ['[words](https://example.org/)', 'p(link[https://example.org/](words)!example.org)'],
  ['example.org and a@b.org', 'p(example.org and a@b.org)'],
])('%s', (body, expected) => {
  expect(read(body)).toBe(expected);
});

describe('hostile:', () => {
  it('scripts and markup are text', () => {
    for (const body of [
      '<script>alert(1)</script>',
      '<img src=x onerror="alert(1)">',
      '<a href="javascript:alert(1)">x</a>',
      '<svg/onload=alert(1)>',
    ]) {
      expect(read(body)).toBe(`p(${body})`);
    }
  });

  it('nothing but https, http and mailto is a link', () => {
    for (const url of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'java\u0000script:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      'yankcord://join',
      '//example.org',
      'https://',
    ]) {
      expect(links(parseMarkdown(`[x](${url}) <${url}> ${url}`)), url).toEqual([]);
    }
    expect(links(parseMarkdown('[x](mailto:a@b.org)'))).toEqual(['mailto:a@b.org']);
  });

  it('a link whose words are another address, or look like it, says where it leads', () => {
    expect(read('[https://bank.example](https://evil.example)')).toContain('!evil.example');
    // Cyrillic а and р.
    expect(read('https://аррle.com/')).toBe(
      'p(link[https://xn--le-6kc8da.com/](https://аррle.com/)!xn--le-6kc8da.com)',
    );
    expect(read('https://bank.example@evil.example/')).toContain('!evil.example');
    expect(read('[https://bank.example.evil.example](https://evil.example)')).toContain('!evil.example');
  });

  it('signs that turn the direction of text stay inside what they stand in', () => {
    const body = '[\u202emoc.knab](https://evil.example) after';
    expect(read(body)).toBe('p(link[https://evil.example/](\u202emoc.knab)!evil.example after)');
  });

  it('giant nesting ends, and nothing of it is lost for the eye', () => {
    for (const body of [
      '>'.repeat(4_000),
      '- '.repeat(2_000),
      '**_'.repeat(1_300),
      '['.repeat(4_000),
      '||'.repeat(2_000),
    ]) {
      expect(depth(parseMarkdown(body)), body.slice(0, 4)).toBeLessThan(40);
    }
    expect(textOf(parseMarkdown(`${'>'.repeat(200)} deep`))).toContain('deep');
  });

  it('no text makes anything but a bounded tree of harmless links', () => {
    const piece = fc.constantFrom(
      '*',
      '_',
      '`',
      '```\n',
      '||',
      '~~',
      '[',
      '](',
      ')',
      '<',
      '>',
      '<@m>',
      'javascript:',
      'https://a.b',
      '\n',
      '\n\n',
      '- ',
      '1. ',
      'x',
      '\u202e',
      '&',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 300 }), (pieces) => {
        const nodes = parseMarkdown(pieces.join(''));
        expect(depth(nodes)).toBeLessThan(60);
        expect(links(nodes).every((url) => /^(?:https?|mailto):/u.test(url))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
