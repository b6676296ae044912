/** What is shown before any part was opened says only words that are there from the start. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { en } from '../../../../renderer/text/en.ts';
import { english } from '../../../fakes/words.ts';

const RENDERER = join(import.meta.dirname, '../../../../renderer');
/** Both are there without having been opened; the second is loaded by itself, and brings no words. */
const STARTS = ['main.ts', 'components/ConnectionDetails.vue'];
const IMPORT = /^\s*(?:import|export)\s(?!type\b)[^;]*?from\s+'(\.[^']+)'/gmu;
const CATALOG = /^text[/\\](?:en|ptBR|catalog)\w*\.ts$/u;

const keysOf = (words: Record<string, Record<string, string>>): string[] =>
  Object.entries(words).flatMap(([group, leaves]) => Object.keys(leaves).map((leaf) => `${group}.${leaf}`));
const FIRST = new Set(keysOf(en));
const LATER = keysOf(english).filter((key) => !FIRST.has(key));

/** The files that come with this one, by what they import at once. */
function closureOf(start: string, found = new Map<string, string>()): Map<string, string> {
  const path = join(RENDERER, start);
  if (!found.has(start) && existsSync(path) && !start.startsWith('..') && !CATALOG.test(start)) {
    const source = readFileSync(path, 'utf8');
    found.set(start, source);
    for (const [, target = ''] of source.matchAll(IMPORT)) {
      closureOf(relative(RENDERER, join(dirname(path), target)), found);
    }
  }
  return found;
}

const laterIn = (source: string): string[] =>
  LATER.filter((key) => {
    const [group = '', leaf = ''] = key.split('.');
    const made = [...source.matchAll(new RegExp(`\`${group}\\.(\\w*)\\$\\{[^\`]*?\\}(\\w*)\``, 'gu'))];
    return (
      source.includes(`'${key}'`) ||
      source.includes(`\`${key}\``) ||
      made.some(([, before = '', after = '']) => leaf.startsWith(before) && leaf.endsWith(after))
    );
  });

it('holds for every file on the way into a call', () => {
  const files = new Map(STARTS.flatMap((start) => [...closureOf(start)]));
  expect(files.size).toBeGreaterThan(150);
  const wrong = [...files].map(([file, source]) => ({ file, keys: laterIn(source) }));
  expect(wrong.filter(({ keys }) => keys.length > 0)).toEqual([]);
});

it('would be noticed not to hold', () => {
  expect(laterIn("t('admin.title')")).toEqual(['admin.title']);
  expect(laterIn('t(`permission.${name}`)')).toContain('permission.speak');
  expect(laterIn("t('join.join')")).toEqual([]);
});
