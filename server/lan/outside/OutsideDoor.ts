import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import { lanLinks, type Link } from '../../../common/links.ts';
import type { Closable } from '../../../common/lifetime.ts';
import type { Log } from '../../../common/log.ts';
import type { OutsideFault, OutsideState } from '../../../common/outside.ts';
import { isLoopback } from '../../addresses.ts';
import type { OutsideCandidates, OutsideWay } from '../../media/OutsideCandidates.ts';
import { findRouter } from './findRouter.ts';
import { LEASE_S, type Protocol, type Router } from './Router.ts';

export interface OutsideOptions {
  /** The only address that the party listens on; undefined is every one. */
  readonly host: string | undefined;
  /** Of the web client and signaling. */
  readonly port: number;
  /** The media workers: the ports that they have, and what they tell guests. */
  readonly media: { readonly ports: readonly number[]; readonly outside: OutsideCandidates };
  readonly log: Log;
  readonly links?: () => Link[];
  /** For tests. */
  readonly renewMs?: number;
  readonly retryMs?: number;
}

interface Lease {
  readonly protocol: Protocol;
  readonly port: number;
  readonly externalPort: number;
}

/** Half of the time that a port is passed on for. */
const RENEW_MS = (LEASE_S / 2) * 1_000;
const RETRY_MS = 30_000;

/** Why it does not work, for the person. */
class Obstacle extends Error {
  readonly fault: OutsideFault;

  constructor(fault: OutsideFault) {
    super(fault);
    this.fault = fault;
  }
}

/**
 * The router's ports for guests from other networks. Says nothing to any network until it is opened; what the router
 * passes on is taken back at the end, and ends by itself an hour after a machine that was switched off.
 */
export class OutsideDoor implements Closable {
  readonly #options: OutsideOptions;
  #state: OutsideState = { kind: 'closed' };
  /** Changes with each wish, so that what an earlier one brings late is taken back. */
  #wish = 0;
  #router: Router | undefined;
  #leases: readonly Lease[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** One conversation with a router at a time. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: OutsideOptions) {
    this.#options = options;
  }

  get state(): OutsideState {
    return this.#state;
  }

  /** Settled when what was passed on is taken back. */
  get ended(): Promise<void> {
    return this.#turn;
  }

  /** What a firewall has to let in beside the port of the web client. */
  get mediaPorts(): readonly number[] {
    return this.#options.media.ports;
  }

  open(): void {
    if (this.#state.kind === 'closed') {
      this.#wish += 1;
      this.#state = { kind: 'opening' };
      this.#attempt(this.#wish);
    }
  }

  close(): void {
    if (this.#state.kind !== 'closed') {
      this.#wish += 1;
      clearTimeout(this.#timer);
      this.#state = { kind: 'closed' };
      this.#options.media.outside.way = undefined;
      this.#inTurn(async () => this.#takeBack());
    }
  }

  /** The router of a network that this machine has left is of no use: one is looked for where it is now. */
  networkChanged(): void {
    if (this.#state.kind === 'closed') {
      return;
    }
    clearTimeout(this.#timer);
    this.#wish += 1;
    if (!this.#links().some(({ address }) => address === this.#router?.localAddress)) {
      this.#state = { kind: 'opening' };
      this.#options.media.outside.way = undefined;
      this.#inTurn(async () => this.#takeBack());
    }
    this.#attempt(this.#wish);
  }

  /** Where a router may be. */
  #links(): Link[] {
    const { host, links = () => lanLinks(networkInterfaces()) } = this.#options;
    const usable = host !== undefined && isLoopback(host) ? [] : links();
    return usable.filter(({ address }) => host === undefined || host === address);
  }

  #inTurn(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work).catch((fault: unknown) => {
      this.#options.log.error('The router could not be talked to', fault);
    });
  }

  #attempt(wish: number): void {
    this.#inTurn(async () => {
      if (wish !== this.#wish) {
        return;
      }
      const { log, media, renewMs = RENEW_MS, retryMs = RETRY_MS } = this.#options;
      let state: OutsideState;
      let way: OutsideWay | undefined;
      try {
        const { port, way: found } = await this.#passOn();
        way = found;
        state = { kind: 'open', url: `https://${found.externalIp}:${String(port)}` };
      } catch (thrown) {
        await this.#takeBack();
        state = { kind: 'failed', fault: thrown instanceof Obstacle ? thrown.fault : 'refused' };
        log.info('No guests can come from outside', { fault: state.fault });
      }
      if (wish !== this.#wish) {
        return; // closed meanwhile: what takes it back has the next turn
      }
      this.#state = state;
      media.outside.way = way;
      this.#timer = setTimeout(
        () => {
          this.#attempt(wish);
        },
        state.kind === 'open' ? renewMs : retryMs,
      );
    });
  }

  /** @returns the party's port at the outside, and those of its media @throws Obstacle, or what the router says */
  async #passOn(): Promise<{ port: number; way: OutsideWay }> {
    const { port } = this.#options;
    const router = (this.#router ??= await this.#find());
    const externalIp = await router.externalAddress();
    if (!ipaddr.IPv4.isValidFourPartDecimal(externalIp) || ipaddr.IPv4.parse(externalIp).range() !== 'unicast') {
      throw new Obstacle('no_public_address');
    }
    const wanted: (readonly [Protocol, number])[] = [
      ['tcp', port],
      ...this.mediaPorts.flatMap((one): (readonly [Protocol, number])[] => [
        ['udp', one],
        ['tcp', one],
      ]),
    ];
    const leases: Lease[] = [];
    for (const [protocol, internal] of wanted) {
      const lease: Lease = { protocol, port: internal, externalPort: await router.map(protocol, internal) };
      leases.push(lease);
      // Kept at once: what follows may fail, and then it is taken back.
      this.#leases = [...this.#leases.filter((known) => !isSame(known, lease)), lease];
    }
    const ports = new Map(leases.map((lease) => [`${lease.protocol} ${String(lease.port)}`, lease.externalPort]));
    return { port: leases[0]?.externalPort ?? port, way: { internalIp: router.localAddress, externalIp, ports } };
  }

  async #find(): Promise<Router> {
    const mine = this.#links();
    if (mine.length === 0) {
      throw new Obstacle('no_network');
    }
    for (const link of mine) {
      const router = await findRouter(link).catch(() => undefined);
      if (router !== undefined) {
        return router;
      }
    }
    throw new Obstacle('no_router');
  }

  async #takeBack(): Promise<void> {
    const router = this.#router;
    const leases = this.#leases;
    this.#router = undefined;
    this.#leases = [];
    if (router !== undefined) {
      await Promise.allSettled(
        leases.map(async ({ protocol, port, externalPort }) => router.unmap(protocol, port, externalPort)),
      );
      router.close();
    }
  }
}

const isSame = (left: Lease, right: Lease): boolean =>
  left.protocol === right.protocol && left.port === right.port && left.externalPort === right.externalPort;
