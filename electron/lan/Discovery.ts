import { networkInterfaces } from 'node:os';
import { Emitter } from '../../common/emitter.ts';
import { INVITE_ORIGINS_MAX } from '../../common/invite.ts';
import type { NearbyParty } from '../../common/lan.ts';
import { keyOfLink, lanLinks, type Interfaces } from '../../common/links.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import { Pace } from '../../common/pace.ts';
import { LinkBrowser } from './LinkBrowser.ts';
import { readSightings, type Sighting } from './sightings.ts';

/** A notebook changes its network without a word; what nobody repeats is forgotten. */
const LOOK_EVERY_MS = 2_000;
/** Grace for an answer on its way. */
const LATE_MS = 3_000;
/** Changes that come together are told together. */
const TELL_AFTER_MS = 150;
/** Of one machine, and of all: a room has no more parties, a flood has. */
const PARTIES_OF_ONE_MAX = 3;
const PARTIES_MAX = 50;
/** Packets of one address: so many at once, then one in so long; the rest are not looked at. */
const PACKETS = { burst: 20, intervalMs: 200 } as const;
const SOURCES_MAX = 256;

interface Found extends Sighting {
  readonly address: string;
  readonly untilMs: number;
}

export interface DiscoveryOptions {
  readonly log: Log;
  readonly interfaces?: () => Interfaces;
  readonly nowMs?: () => number;
}

/** The parties on this machine's networks, as long as it is open. */
export class Discovery implements Closable {
  readonly events = new Emitter<{ partiesChanged: { parties: readonly NearbyParty[] } }>();
  readonly #log: Log;
  readonly #interfaces: () => Interfaces;
  readonly #nowMs: () => number;
  readonly #life = new Lifetime();
  readonly #browsers = new Map<string, LinkBrowser>();
  readonly #found = new Map<string, Found>();
  readonly #paces = new Map<string, Pace>();
  #linksTold = 0;
  #telling: NodeJS.Timeout | undefined;

  private constructor({ log, interfaces = networkInterfaces, nowMs = () => performance.now() }: DiscoveryOptions) {
    this.#log = log;
    this.#interfaces = interfaces;
    this.#nowMs = nowMs;
    const look = setInterval(() => {
      this.#look();
    }, LOOK_EVERY_MS);
    this.#life.add(() => {
      clearInterval(look);
      clearTimeout(this.#telling);
      for (const browser of this.#browsers.values()) {
        browser.close();
      }
      this.events.clear();
    });
    this.#look();
  }

  static open(options: DiscoveryOptions): Discovery {
    return new Discovery(options);
  }

  /** One entry for each certificate, with all addresses that told of it: whoever goes there finds the one that shows it. */
  get parties(): NearbyParty[] {
    const parties = new Map<string, NearbyParty>();
    for (const { advert, address, port } of this.#found.values()) {
      const { name, host, fingerprint, protocolVersion, people, sinceS } = advert;
      const url = `https://${address}:${String(port)}`;
      const known = parties.get(fingerprint);
      if (known === undefined) {
        const sinceMs = sinceS * 1_000;
        parties.set(fingerprint, { url, others: [], name, host, fingerprint, protocolVersion, people, sinceMs });
      } else if (known.others.length < INVITE_ORIGINS_MAX - 1) {
        known.others.push(url);
      }
    }
    return [...parties.values()];
  }

  /** How many networks are looked at; none means that no network is there. */
  get linkCount(): number {
    return this.#browsers.size;
  }

  close(): void {
    this.#life.end();
  }

  /** What a packet of the network says; for tests too, which write packets that no party would. */
  hear(packet: Parameters<typeof readSightings>[0], address: string): void {
    if (!this.#mayTell(address)) {
      return;
    }
    const { sightings, farewells } = readSightings(packet, address);
    // Only who told of a party may take it away.
    let changed = farewells.map((label) => this.#found.delete(keyOf(label, address))).includes(true);
    for (const sighting of sightings) {
      changed = this.#see(sighting, address) || changed;
    }
    if (changed) {
      this.#tell();
    }
  }

  #see(sighting: Sighting, address: string): boolean {
    const key = keyOf(sighting.label, address);
    const known = this.#found.get(key);
    if (known === undefined) {
      const ofOne = [...this.#found.values()].filter((found) => found.address === address).length;
      if (ofOne >= PARTIES_OF_ONE_MAX || this.#found.size >= PARTIES_MAX) {
        return false;
      }
    }
    this.#found.set(key, { ...sighting, address, untilMs: this.#nowMs() + sighting.ttlS * 1_000 + LATE_MS });
    return known?.port !== sighting.port || !sameAdvert(known, sighting);
  }

  #mayTell(address: string): boolean {
    const nowMs = this.#nowMs();
    let pace = this.#paces.get(address);
    if (pace === undefined) {
      if (this.#paces.size >= SOURCES_MAX) {
        return false; // forgotten again when they are quiet
      }
      pace = new Pace(PACKETS.burst, PACKETS.intervalMs);
      this.#paces.set(address, pace);
    }
    if (pace.waitMs(nowMs) > 0) {
      return false;
    }
    pace.take(nowMs);
    return true;
  }

  #look(): void {
    const nowMs = this.#nowMs();
    const links = new Map(lanLinks(this.#interfaces()).map((link) => [keyOfLink(link), link]));
    for (const [key, browser] of this.#browsers) {
      if (!links.has(key)) {
        browser.close();
        this.#browsers.delete(key);
      }
    }
    for (const [key, link] of links) {
      if (!this.#browsers.has(key)) {
        const browser = LinkBrowser.open(link, this.#log);
        browser.events.on('answered', ({ packet, address }) => {
          this.hear(packet, address);
        });
        this.#browsers.set(key, browser);
      }
    }
    for (const [address, pace] of this.#paces) {
      if (pace.isFresh(nowMs)) {
        this.#paces.delete(address);
      }
    }
    const linksChanged = this.#linksTold !== this.#browsers.size;
    this.#linksTold = this.#browsers.size;
    const over = [...this.#found].filter(([, { untilMs }]) => untilMs <= nowMs);
    for (const [key] of over) {
      this.#found.delete(key);
    }
    if (over.length > 0 || linksChanged) {
      this.#tell();
    }
  }

  #tell(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.events.emit('partiesChanged', { parties: this.parties });
    }, TELL_AFTER_MS);
  }
}

const keyOf = (label: string, address: string): string => `${address} ${label}`;

const sameAdvert = (left: Sighting, right: Sighting): boolean =>
  JSON.stringify(left.advert) === JSON.stringify(right.advert);
