import { z } from 'zod';
import { certificateFingerprint } from '../../common/lan.ts';
import { readStored, writeStored } from '../platform/storage.ts';

const KEY = 'yankcord.places';
/** More than anybody visits; beyond it the one not seen for longest is forgotten. */
const KEPT = 200;

const knownPlace = z.object({ place: z.string().max(500), fingerprint: certificateFingerprint });
type KnownPlace = z.infer<typeof knownPlace>;

/** Each entry alone: a damaged one costs no other. */
const storedPlaces = z.array(knownPlace.nullable().catch(null)).catch([]);

/**
 * By what the device keeps what it knows of a server: sessions, people's volumes, what is unsent. That is the origin where it
 * was met first. A party that moved to another address is the same by its certificate; another party at an address known
 * before is another, and learns nothing of what the first one knows.
 *
 * @param fingerprint of a certificate that is the server's own; undefined where authorities vouch for it, and in browsers
 */
export function placeOf(url: string, fingerprint: string | undefined): string {
  if (fingerprint === undefined) {
    return url;
  }
  const { place, known } = placeAmong(readStored(KEY), url, fingerprint);
  writeStored(KEY, known);
  return place;
}

/** @param stored what the device kept, or anything @returns with what is to be kept, the one seen last first */
export function placeAmong(
  stored: unknown,
  url: string,
  fingerprint: string,
): { readonly place: string; readonly known: readonly KnownPlace[] } {
  const all = storedPlaces.parse(stored).filter((one) => one !== null);
  const place =
    all.find((one) => one.fingerprint === fingerprint)?.place ??
    (all.some((one) => one.place === url) ? `${url}/${fingerprint}` : url);
  const others = all.filter((one) => one.fingerprint !== fingerprint);
  return { place, known: [{ place, fingerprint }, ...others].slice(0, KEPT) };
}
