/** The page's own origin, `app://yankcord`: everything that main grants, it grants to this one only. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'yankcord';
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/`;

/** Compared by parts, since `URL.origin` of a scheme of our own is the text "null" in Node. */
export function isAppUrl(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === `${APP_SCHEME}:` && url.host === APP_HOST;
}

/** What may be handed to the person's browser or mail program; anything else could start any program. */
export function mayOpenOutside(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' || url?.protocol === 'mailto:';
}
