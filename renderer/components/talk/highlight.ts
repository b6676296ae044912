/** Code in colors: loaded when the first block of a known language is shown. */
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

export type CodeTone = 'plain' | 'keyword' | 'text' | 'value' | 'name' | 'remark';

export interface CodePiece {
  readonly text: string;
  readonly tone: CodeTone;
}

const lowlight = createLowlight({
  bash,
  c,
  cpp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
});

/** highlight.js's classes: https://highlightjs.readthedocs.io/en/latest/css-classes-reference.html */
const TONES: Readonly<Record<string, CodeTone>> = {
  'hljs-keyword': 'keyword',
  'hljs-built_in': 'keyword',
  'hljs-tag': 'keyword',
  'hljs-deletion': 'keyword',
  'hljs-string': 'text',
  'hljs-regexp': 'text',
  'hljs-addition': 'text',
  'hljs-number': 'value',
  'hljs-literal': 'value',
  'hljs-attr': 'value',
  'hljs-attribute': 'value',
  'hljs-title': 'name',
  'hljs-name': 'name',
  'hljs-type': 'name',
  'hljs-comment': 'remark',
  'hljs-meta': 'remark',
};

type Nodes = ReturnType<typeof lowlight.highlight>['children'];

/** @returns undefined for a language that is not known here */
export function highlight(language: string, code: string): readonly CodePiece[] | undefined {
  const name = language.toLowerCase();
  return lowlight.registered(name) ? [...piecesOf(lowlight.highlight(name, code).children, 'plain')] : undefined;
}

function* piecesOf(nodes: Nodes, tone: CodeTone): Generator<CodePiece> {
  for (const node of nodes) {
    if (node.type === 'text') {
      yield { text: node.value, tone };
    } else if (node.type === 'element') {
      const names = node.properties.className;
      const own = (Array.isArray(names) ? names : []).map((one) => TONES[one]).find((one) => one !== undefined);
      yield* piecesOf(node.children, own ?? tone);
    }
  }
}
