import type { RemoteInfo } from 'node:dgram';
import makeMdns, { type MulticastDNS, type ResponsePacket } from 'multicast-dns';
import { Emitter } from '../../common/emitter.ts';
import { SERVICE } from '../../common/lan.ts';
import { isOnLink, type Link } from '../../common/links.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';

/** Asked so soon after each other at first, as an answer may be lost, and then now and then (RFC 6762, section 5.2). */
const ASK_AFTER_MS = [1_000, 2_000, 4_000] as const;
const ASK_EVERY_MS = 20_000;

/** Asks for parties on one interface, and hands on what is answered there. */
export class LinkBrowser implements Closable {
  readonly events = new Emitter<{ answered: { packet: ResponsePacket; address: string } }>();
  readonly #link: Link;
  readonly #mdns: MulticastDNS;
  readonly #life = new Lifetime();
  #asked = 0;
  #next: NodeJS.Timeout | undefined;

  private constructor(link: Link, log: Log) {
    this.#link = link;
    this.#mdns = makeMdns({ interface: link.address, bind: '0.0.0.0', loopback: true });
    this.#mdns.on('error', (fault) => {
      log.warn('no parties are looked for on an interface', { interface: link.name, fault: fault.message });
    });
    this.#mdns.on('response', (packet, source: RemoteInfo) => {
      if (isOnLink(this.#link, source.address)) {
        this.events.emit('answered', { packet, address: source.address });
      }
    });
    this.#life.add(() => {
      clearTimeout(this.#next);
      this.events.clear();
      this.#mdns.removeAllListeners('response');
      this.#mdns.destroy();
    });
    this.#ask();
  }

  static open(link: Link, log: Log): LinkBrowser {
    return new LinkBrowser(link, log);
  }

  close(): void {
    this.#life.end();
  }

  #ask(): void {
    this.#mdns.query(SERVICE, 'PTR');
    this.#next = setTimeout(() => {
      this.#ask();
    }, ASK_AFTER_MS[this.#asked] ?? ASK_EVERY_MS);
    this.#asked += 1;
  }
}
