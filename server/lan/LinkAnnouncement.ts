import type { RemoteInfo } from 'node:dgram';
import makeMdns, { type MulticastDNS, type QueryPacket } from 'multicast-dns';
import { encodeAdvert, RECORD_TTL_S, SERVICE, SERVICES, type Advert } from '../../common/lan.ts';
import { isOnLink, type Link } from '../../common/links.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';

/** A record is told again after so long at the soonest (RFC 6762, section 6). */
const AGAIN_MS = 1_000;
/** Twice at first, as the first may be lost (section 8.3). */
const SECOND_MS = 1_000;
/** Before what others remember runs out. */
const REFRESH_MS = (RECORD_TTL_S * 1_000) / 2;
/** A farewell that does not leave by then was not going to. */
const FAREWELL_MS = 500;

type Answers = Parameters<MulticastDNS['respond']>[0] & unknown[];

/**
 * One party on one interface: answers who asks for it there, with the addresses of that interface only. (The package
 * bonjour-service would tell every address of the machine on every interface, and never a new number of people.)
 */
export class LinkAnnouncement implements Closable {
  /** Told to whoever asks next. */
  advert: Advert;
  readonly #link: Link;
  readonly #label: string;
  readonly #port: number;
  readonly #mdns: MulticastDNS;
  readonly #life = new Lifetime();
  readonly #ended = Promise.withResolvers<undefined>();
  #answeredMs = -Infinity;

  private constructor(link: Link, label: string, port: number, advert: Advert, log: Log) {
    this.#link = link;
    this.#label = label;
    this.#port = port;
    this.advert = advert;
    this.#mdns = makeMdns({ interface: link.address, bind: '0.0.0.0', loopback: true });
    const failed = (fault: Error): void => {
      log.warn('The party cannot be announced on an interface', { interface: link.name, fault: fault.message });
    };
    this.#mdns.on('error', failed);
    this.#mdns.on('query', (query, source) => {
      this.#hear(query, source);
    });
    this.#life.add(() => {
      this.#mdns.removeAllListeners('query');
    });
    const second = setTimeout(() => {
      this.tell();
    }, SECOND_MS);
    const refresh = setInterval(() => {
      this.tell();
    }, REFRESH_MS);
    this.#life.add(() => {
      clearTimeout(second);
      clearInterval(refresh);
    });
    this.tell();
  }

  static open(link: Link, label: string, port: number, advert: Advert, log: Log): LinkAnnouncement {
    return new LinkAnnouncement(link, label, port, advert, log);
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  tell(): void {
    this.#answeredMs = performance.now();
    this.#mdns.respond(this.#records(RECORD_TTL_S));
  }

  /** Everyone is told that the party is over, then the socket goes. */
  close(): void {
    if (this.#life.ended) {
      return;
    }
    this.#life.end();
    let gone = false;
    const go = (): void => {
      if (!gone) {
        gone = true;
        clearTimeout(late);
        this.#mdns.destroy(() => {
          this.#ended.resolve(undefined);
        });
      }
    };
    const late = setTimeout(go, FAREWELL_MS);
    this.#mdns.respond(this.#records(0), go);
  }

  #hear({ questions = [] }: QueryPacket, source: RemoteInfo): void {
    // Every socket of this port hears every interface: each answers its own.
    if (!isOnLink(this.#link, source.address) || performance.now() - this.#answeredMs < AGAIN_MS) {
      return;
    }
    const names = [SERVICE, SERVICES, this.#fqdn, this.#target];
    if (questions.some(({ name }) => names.includes(name.toLowerCase()))) {
      this.tell();
    }
  }

  get #fqdn(): string {
    return `${this.#label}.${SERVICE}`;
  }

  get #target(): string {
    return `${this.#label}.local`;
  }

  #records(ttl: number): Answers {
    const { address, addresses6 } = this.#link;
    // `flush`: these replace what was known of the name (section 10.2); the shared PTR records are added to.
    return [
      { type: 'PTR', name: SERVICE, ttl, data: this.#fqdn },
      ...(ttl === 0 ? [] : [{ type: 'PTR' as const, name: SERVICES, ttl, data: SERVICE }]),
      { type: 'SRV', name: this.#fqdn, ttl, flush: true, data: { port: this.#port, target: this.#target } },
      {
        type: 'TXT',
        name: this.#fqdn,
        ttl,
        flush: true,
        data: encodeAdvert(this.advert).map((word) => Buffer.from(word)),
      },
      { type: 'A', name: this.#target, ttl, flush: true, data: address },
      ...addresses6.map((data) => ({ type: 'AAAA' as const, name: this.#target, ttl, flush: true, data })),
    ];
  }
}
