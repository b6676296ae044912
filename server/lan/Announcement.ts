import { hostname, networkInterfaces } from 'node:os';
import { labelOf, type Advert } from '../../common/lan.ts';
import { keyOfLink, lanLinks, type Interfaces, type Link } from '../../common/links.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import { PROTOCOL_VERSION } from '../../common/signaling.ts';
import { isLoopback } from '../addresses.ts';
import { LinkAnnouncement } from './LinkAnnouncement.ts';

/** A notebook changes its network without a word. */
const LINKS_EVERY_MS = 5_000;
/** A storm of arrivals is told in few packets. */
const TELL_EVERY_MS = 3_000;

export interface AnnouncementOptions {
  readonly name: string;
  readonly port: number;
  readonly fingerprint: string;
  /** The only address that the party listens on; undefined is every one. */
  readonly host: string | undefined;
  readonly interfaces?: () => Interfaces;
}

/**
 * The party's place on its network: announced by mDNS on every real interface that it listens on, followed as
 * networks come and go, and withdrawn at the end. Wholly silent where it listens on loopback only.
 */
export class Announcement implements Closable {
  readonly #log: Log;
  readonly #options: AnnouncementOptions;
  readonly #life = new Lifetime();
  readonly #links = new Map<string, LinkAnnouncement>();
  readonly #ending: Promise<void>[] = [];
  #advert: Advert;
  #telling: NodeJS.Timeout | undefined;
  #toldMs = -Infinity;

  private constructor(options: AnnouncementOptions, log: Log) {
    this.#log = log;
    this.#options = options;
    this.#advert = {
      name: options.name,
      host: hostname().replace(/\.local$/i, ''),
      fingerprint: options.fingerprint,
      protocolVersion: PROTOCOL_VERSION,
      people: 0,
      sinceS: Math.floor(Date.now() / 1_000),
    };
  }

  static open(options: AnnouncementOptions, log: Log): Announcement {
    const announcement = new Announcement(options, log);
    if (options.host === undefined || !isLoopback(options.host)) {
      announcement.#begin();
    }
    return announcement;
  }

  /** Interfaces that it is announced on. */
  get linkCount(): number {
    return this.#links.size;
  }

  /** Settled when the farewells are sent and the sockets closed. */
  get ended(): Promise<void> {
    return Promise.all(this.#ending).then(() => undefined);
  }

  setPeople(people: number): void {
    this.#change({ people });
  }

  rename(name: string): void {
    this.#change({ name });
  }

  close(): void {
    this.#life.end();
  }

  #begin(): void {
    const watch = setInterval(() => {
      this.#follow();
    }, LINKS_EVERY_MS);
    this.#life.add(() => {
      clearInterval(watch);
      clearTimeout(this.#telling);
      for (const key of [...this.#links.keys()]) {
        this.#drop(key);
      }
    });
    this.#follow();
  }

  #follow(): void {
    const { host, interfaces = networkInterfaces } = this.#options;
    const links = new Map<string, Link>();
    for (const link of lanLinks(interfaces())) {
      if (host === undefined || host === link.address) {
        links.set(keyOfLink(link), link);
      }
    }
    for (const key of this.#links.keys()) {
      if (!links.has(key)) {
        this.#drop(key);
      }
    }
    for (const [key, link] of links) {
      if (!this.#links.has(key)) {
        const label = labelOf(this.#options.fingerprint);
        this.#links.set(key, LinkAnnouncement.open(link, label, this.#options.port, this.#advert, this.#log));
      }
    }
  }

  #drop(key: string): void {
    const link = this.#links.get(key);
    this.#links.delete(key);
    if (link !== undefined) {
      link.close();
      this.#ending.push(link.ended);
    }
  }

  #change(change: Partial<Pick<Advert, 'people' | 'name'>>): void {
    const before = this.#advert;
    this.#advert = { ...before, ...change };
    if (this.#advert.people === before.people && this.#advert.name === before.name) {
      return;
    }
    // Whoever asks meanwhile is answered with what is true now.
    for (const link of this.#links.values()) {
      link.advert = this.#advert;
    }
    if (this.#links.size > 0 && this.#telling === undefined) {
      const waitMs = Math.max(0, this.#toldMs + TELL_EVERY_MS - performance.now());
      this.#telling = setTimeout(() => {
        this.#telling = undefined;
        this.#toldMs = performance.now();
        for (const link of this.#links.values()) {
          link.tell();
        }
      }, waitMs);
    }
  }
}
