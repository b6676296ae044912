/** Every sentence of the catalogs is said somewhere, and nothing is said that is not in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'vue/compiler-sfc';
import type { Catalog } from '../../../../renderer/text/catalog.ts';
import { ptBR } from '../../../../renderer/text/ptBR.ts';
import { english } from '../../../fakes/words.ts';

const RENDERER = join(import.meta.dirname, '../../../../renderer');

const files = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|vue)$/u.test(file))
  .map((file) => ({ file, source: readFileSync(join(RENDERER, file), 'utf8') }));
/** The catalogs themselves say nothing; what reads them does. */
const CATALOGS = /^text[/\\](?:en|ptBR)\w*\.ts$/u;
const speakers = files.filter(({ file }) => !CATALOGS.test(file));

const keysOf = (catalog: Catalog): string[] =>
  Object.entries(catalog).flatMap(([group, leaves]) => Object.keys(leaves).map((leaf) => `${group}.${leaf}`));
const KEYS = keysOf(english);

/** Keys put together: `group.before${…}after`, as the part before and the part after. */
const MADE = /`([a-z]\w*\.\w*)\$\{[^`]*?\}(\w*)`/gu;
const made = speakers.flatMap(({ source }) =>
  [...source.matchAll(MADE)].map(([, before = '', after = '']) => ({ before, after })),
);
/** Double quotes hold the expressions of templates. */
const WRITTEN = /(['`])([a-z]\w*\.\w+)\1/gu;
const written = speakers.flatMap(({ file, source }) =>
  [...source.matchAll(WRITTEN)].map(([, , key = '']) => ({ file, key })),
);

describe('sentences', () => {
  it('have the same keys in both languages', () => {
    expect(keysOf(ptBR).sort()).toEqual(KEYS.toSorted());
  });

  it('are all said somewhere', () => {
    const said = new Set(written.map(({ key }) => key));
    const unsaid = KEYS.filter(
      (key) => !said.has(key) && !made.some(({ before, after }) => key.startsWith(before) && key.endsWith(after)),
    );
    expect(unsaid).toEqual([]);
  });

  it('are there for whatever is said', () => {
    const known = new Set(KEYS);
    const groups = new Set(Object.keys(english));
    const missing = written.filter(({ key }) => groups.has(key.split('.')[0] ?? '') && !known.has(key));
    expect(missing).toEqual([]);
    const nowhere = made.filter(
      ({ before, after }) =>
        groups.has(before.split('.')[0] ?? '') && !KEYS.some((key) => key.startsWith(before) && key.endsWith(after)),
    );
    expect(nowhere).toEqual([]);
  });
});

/** What people read of an element, beside its text. */
const READ_ATTRIBUTES = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'title',
  'placeholder',
  'alt',
  'label',
]);
const LETTERS = /\p{L}/u;
/** A quoted text of several words. */
const QUOTED_WORDS = /(?<quote>['"])(?:(?!\k<quote>).)*\p{L} +\p{L}(?:(?!\k<quote>).)*\k<quote>/u;

/** The parts of https://github.com/vuejs/core/blob/main/packages/compiler-core/src/ast.ts that are looked at. */
interface Node {
  readonly type: number;
  readonly content?: unknown;
  readonly children?: readonly Node[];
  readonly props?: readonly {
    readonly type: number;
    readonly name: string;
    readonly value?: { readonly content: string };
  }[];
}
const TEXT = 2;
const INTERPOLATION = 5;
const ATTRIBUTE = 6;

const wordsIn = (node: Node): string[] => {
  const own: string[] = [];
  if (node.type === TEXT && typeof node.content === 'string' && LETTERS.test(node.content)) {
    own.push(node.content.trim());
  }
  if (node.type === INTERPOLATION) {
    const expression = (node.content as { readonly content: string }).content; // as the compiler types it
    own.push(...(QUOTED_WORDS.test(expression) ? [expression] : []));
  }
  for (const { type, name, value } of node.props ?? []) {
    if (type === ATTRIBUTE && READ_ATTRIBUTES.has(name) && LETTERS.test(value?.content ?? '')) {
      own.push(`${name}="${value?.content ?? ''}"`);
    }
  }
  return [...own, ...(node.children ?? []).flatMap(wordsIn)];
};

describe('templates', () => {
  it.each(files.filter(({ file }) => file.endsWith('.vue')))('$file has no words of its own', ({ file, source }) => {
    const { descriptor, errors } = parse(source, { filename: file });
    expect(errors).toEqual([]);
    const ast = descriptor.template?.ast;
    // The compiler's own nodes, of which only what is named above is looked at.
    expect(ast === undefined ? [] : wordsIn(ast as unknown as Node)).toEqual([]);
  });

  it('would be noticed to have some', () => {
    const source = '<template><p title="Close it">Some words {{ on ? "Turned on" : t("a.b") }}</p></template>';
    const { descriptor } = parse(source, { filename: 'Probe.vue' });
    expect(wordsIn(descriptor.template?.ast as unknown as Node)).toEqual([
      'title="Close it"',
      'Some words',
      'on ? "Turned on" : t("a.b")',
    ]);
  });
});
