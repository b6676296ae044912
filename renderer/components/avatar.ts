const HUES = 360;
/** Multiplying by it spreads similar ids far apart on the colour wheel (Knuth's multiplicative hashing). */
const SPREAD = 2_654_435_761;

/** The hue of a member, in degrees: the same on every device, because it comes from the id alone. */
export function hueOf(memberId: string): number {
  let hash = 0;
  for (const character of memberId) {
    hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  }
  return Math.floor((Math.imul(hash, SPREAD) >>> 0) % HUES);
}

/** First letters of the first and the last word, or whatever the name begins with: `Ana Lima` is `AL`, `🦊` itself. */
export function initialsOf(name: string): string {
  const all = name.trim().split(/\s+/u);
  const spoken = all.filter((word) => !/^\p{P}/u.test(word)); // not the brackets of `Ana (2)`
  const words = spoken.length > 0 ? spoken : all;
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked.map((word) => firstCharacter(word ?? '').toLocaleUpperCase()).join('');
}

/** Below it no code unit joins the one before (https://www.unicode.org/reports/tr29/), line breaks aside. */
const FIRST_COMBINING = 0x3_00;
let segmenter: Intl.Segmenter | undefined;

/** What a reader sees as one character, however many code points it takes. */
function firstCharacter(word: string): string {
  if (word.length === 0) {
    return '';
  }
  // Most names: a segmenter loads 25 ms of tables when it is made first, while the list of people is drawn.
  if (word.charCodeAt(0) < FIRST_COMBINING && !(word.charCodeAt(1) >= FIRST_COMBINING)) {
    return word.charAt(0);
  }
  segmenter ??= new Intl.Segmenter();
  for (const { segment } of segmenter.segment(word)) {
    return segment;
  }
  return '';
}
