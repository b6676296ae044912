import type { ResponsePacket } from 'multicast-dns';
import { parseAdvert, RECORD_TTL_S, SERVICE, type Advert } from '../../common/lan.ts';

/** An answer with more records than any party has says nothing about parties. */
const RECORDS_MAX = 64;
/** Parties told of in one packet; each of ours tells of itself alone. */
const PARTIES_MAX = 4;

export interface Sighting {
  /** The service's own name on the network, in lower case: what a farewell names. */
  readonly label: string;
  readonly port: number;
  readonly advert: Advert;
  readonly ttlS: number;
}

export interface Seen {
  readonly sightings: readonly Sighting[];
  /** Labels of parties that are over. */
  readonly farewells: readonly string[];
}

/**
 * What a packet says of parties. It may say anything: only what has the form of a party counts, and a party has the
 * address that the packet came from. One that names another address would send guests to a third machine.
 */
export const readSightings = (
  packet: Partial<Pick<ResponsePacket, 'answers' | 'additionals'>>,
  address: string,
): Seen => {
  const records = [...(packet.answers ?? []), ...(packet.additionals ?? [])];
  if (records.length > RECORDS_MAX) {
    return { sightings: [], farewells: [] };
  }
  const labels = new Map<string, number>();
  for (const record of records) {
    if (record.type === 'PTR' && same(record.name, SERVICE) && record.data.toLowerCase().endsWith(`.${SERVICE}`)) {
      labels.set(record.data.toLowerCase(), record.ttl ?? 0);
    }
  }
  const told = [...labels].slice(0, PARTIES_MAX);
  const sightings = told.flatMap(([label, ttl]): Sighting[] => {
    if (ttl === 0) {
      return [];
    }
    const srv = records.find((record) => record.type === 'SRV' && same(record.name, label));
    const txt = records.find((record) => record.type === 'TXT' && same(record.name, label));
    if (srv?.type !== 'SRV' || txt?.type !== 'TXT') {
      return [];
    }
    const { port, target } = srv.data;
    const isItsOwn = records.some(
      (record) => record.type === 'A' && same(record.name, target) && record.data === address,
    );
    const advert = parseAdvert(wordsOf(txt.data));
    return isItsOwn && port > 0 && port <= 65_535 && advert !== undefined
      ? [{ label, port, advert, ttlS: Math.min(ttl, RECORD_TTL_S) }]
      : [];
  });
  return { sightings, farewells: told.flatMap(([label, ttl]) => (ttl === 0 ? [label] : [])) };
};

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** Bytes that are no UTF-8 become signs that the text is cleaned of, or spoil the number they stand in. */
const wordsOf = (data: unknown): string[] => {
  const words: unknown[] = Array.isArray(data) ? data : [data];
  return words.map((word) => (Buffer.isBuffer(word) ? word.toString('utf8') : String(word)));
};
