/** First strong isolate and its end: https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates */
const ISOLATE = { begin: '\u2068', end: '\u2069' } as const;

/** Scripts that are written from right to left, of those that people write their names in. */
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A name in a sentence, so that what is written from right to left does not pull the words around it along. */
export const isolated = (value: string): string =>
  RIGHT_TO_LEFT.test(value) ? `${ISOLATE.begin}${value}${ISOLATE.end}` : value;
