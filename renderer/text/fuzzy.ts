/** Finding by a few letters, as people remember names: accents and case apart, letters left out. */

/** Without accents and case: `Sala São João` is `sala sao joao`. */
export const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}+/gu, '')
    .toLocaleLowerCase('en');

const WORD_START = 8;
const IN_A_ROW = 5;
const WHOLE = 40;
const BEGINNING = 20;

/**
 * How well a name answers what was typed; higher is better. Every letter has to be there in its order; those that begin a
 * word or follow each other count more, and of equal ones the shorter name wins.
 *
 * @returns undefined: not at all
 */
export function fuzzyScore(typed: string, name: string): number | undefined {
  const wanted = Array.from(folded(typed).replace(/\s+/gu, ''));
  const letters = Array.from(folded(name));
  if (wanted.length === 0) {
    return 0;
  }
  const best = bestPath(wanted, letters);
  if (best === undefined) {
    return undefined;
  }
  const text = letters.join('');
  const plain = folded(typed).trim();
  const bonus = text === plain ? WHOLE + BEGINNING : text.startsWith(plain) ? BEGINNING : 0;
  return best + bonus - letters.length / 100;
}

/** The best way to find all letters one after the other: `scores[i]` with the last of them found at `i`. */
function bestPath(wanted: readonly string[], letters: readonly string[]): number | undefined {
  let scores: readonly (number | undefined)[] = [];
  for (const [index, letter] of wanted.entries()) {
    const next: (number | undefined)[] = [];
    let before: number | undefined = index === 0 ? 0 : undefined;
    for (const [at, one] of letters.entries()) {
      if (one === letter && before !== undefined) {
        const row = index > 0 ? scores[at - 1] : undefined;
        const own = isWordStart(letters, at) ? WORD_START : 1;
        next[at] = own + Math.max(before, row === undefined ? -Infinity : row + IN_A_ROW);
      }
      before = index === 0 ? 0 : greater(before, scores[at]);
    }
    scores = next;
  }
  return scores.reduce<number | undefined>(greater, undefined);
}

const greater = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined ? other : other === undefined ? one : Math.max(one, other);

const isWordStart = (letters: readonly string[], at: number): boolean => !/[\p{L}\p{N}]/u.test(letters[at - 1] ?? ' ');
