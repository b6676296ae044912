import { shallowRef } from 'vue';
import type * as Markdown from './markdown.ts';

/** What anything but plain words and line breaks begins with. */
const SIGNS = /[*_~`|>[\]\\<]|^\s*(?:[-+]|\d+[.)])\s|https?:|mailto:/mu;

const markdown = shallowRef<typeof Markdown>();
let wanted = false;

/** Loads what reads Markdown, once something is written in it: who only talks never needs it. */
export function wantMarkdown(body: string): void {
  if (!wanted && SIGNS.test(body)) {
    wanted = true;
    void load();
  }
}

async function load(): Promise<void> {
  try {
    markdown.value = await import('./markdown.ts');
  } catch {
    wanted = false; // words stay words until the next message asks again
  }
}

export const parseText = (body: string): readonly Markdown.MarkNode[] =>
  markdown.value !== undefined && SIGNS.test(body)
    ? markdown.value.parseMarkdown(body)
    : [{ kind: 'element', tag: 'p', children: [{ kind: 'text', text: body }] }];
