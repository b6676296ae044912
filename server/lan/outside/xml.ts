/**
 * As much of XML as routers use to describe themselves: elements by name, whatever their prefix. No entities that could
 * grow, no documents that name others.
 */
export const textsOf = (xml: string, name: string): string[] => {
  const pattern = new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([\\s\\S]*?)</(?:\\w+:)?${name}>`, 'gu');
  return [...xml.matchAll(pattern)].map(([, text = '']) => text.trim());
};

/** Whether it can stand in XML as it is. */
export const isText = (text: string): boolean => !/[<>&"']/u.test(text);
