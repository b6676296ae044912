/** A body in one line, as it is quoted: without its line breaks. */
export const plainText = (body: string): string => body.replace(/\s+/gu, ' ').trim();
