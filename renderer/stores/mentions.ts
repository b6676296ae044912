/** Calling people: `@Name` while one writes, `<@id>` in what is sent. */
import type { Member } from '../../common/community.ts';
import type { MemberId } from '../../common/ids.ts';

type Named = Pick<Member, 'id' | 'name'>;

/** Code is left as it is: an `@` means something else there. */
const CODE = /(```[\s\S]*?(?:```|$)|`[^`\n]+`)/u;
const WORD = /[\p{L}\p{N}_]/u;
const MENTION = /<@([\w.:-]{1,128})>/gu;

/** Every `@Name` of somebody here, as a word of its own, becomes their id; of names that begin alike the longest counts. */
export function callByIds(text: string, members: Iterable<Named>): string {
  const byLength = [...members].sort((a, b) => b.name.length - a.name.length);
  return text
    .split(CODE)
    .map((part, index) => (index % 2 === 1 ? part : callIn(part, byLength)))
    .join('');
}

function callIn(text: string, members: readonly Named[]): string {
  let called = '';
  let from = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', from)) {
    const rest = text.slice(at + 1);
    const member =
      WORD.test(text[at - 1] ?? '') || text[at - 1] === '<'
        ? undefined
        : members.find(({ name }) => begins(rest, name));
    called += text.slice(from, at) + (member === undefined ? '@' : `<@${member.id}>`);
    from = at + 1 + (member?.name.length ?? 0);
  }
  return called + text.slice(from);
}

const begins = (text: string, name: string): boolean =>
  name !== '' && text.slice(0, name.length).toLowerCase() === name.toLowerCase() && !WORD.test(text[name.length] ?? '');

/** The other way round, for those who change or quote what they read. */
export const callByNames = (body: string, nameOf: (id: MemberId) => string | undefined): string =>
  body.replace(MENTION, (whole, id: string) => {
    // An id by its form; whose it is, if anybody's, the names say.
    const name = nameOf(id as MemberId);
    return name === undefined ? whole : `@${name}`;
  });

/** What is being typed of a name right before the caret, if it is one. */
export function nameBegun(text: string, caret: number): string | undefined {
  return /(?:^|[\s(])@([^\s@]{0,32})$/u.exec(text.slice(0, caret))?.[1];
}
