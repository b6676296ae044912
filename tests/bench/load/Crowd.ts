import type { Closable } from '../../../common/lifetime.ts';
import { makeDtlsCertificate, type DtlsCertificate } from './certificate.ts';
import { SyntheticPeer } from './SyntheticPeer.ts';

const AT_ONCE = 8;
const SETTLE_STEP_MS = 100;
/** So many steps without news are peace. */
const SETTLED_STEPS = 5;
const SETTLE_TIMEOUT_MS = 90_000;

export interface JoinOptions {
  readonly channel?: string;
  /** Whether they bring a microphone; they do unless told. */
  readonly speaks?: boolean;
}

/** Synthetic peers of one server, made and ended in numbers. Owns them. */
export class Crowd implements Closable {
  readonly #url: string;
  readonly #name: string;
  readonly #certificate: DtlsCertificate;
  readonly #peers: SyntheticPeer[] = [];
  #named = 0;

  private constructor(url: string, name: string, certificate: DtlsCertificate) {
    this.#url = url;
    this.#name = name;
    this.#certificate = certificate;
  }

  /** @param name what they are all called, with a number: no two crowds of a server have the same */
  static async open(url: string, name = 'Peer'): Promise<Crowd> {
    return new Crowd(url, name, await makeDtlsCertificate());
  }

  get peers(): readonly SyntheticPeer[] {
    return this.#peers;
  }

  /** Acknowledgements that the server failed, in the calls that go on. */
  get faults(): number {
    return this.#peers.reduce((sum, peer) => sum + (peer.present ? peer.stay.faults : 0), 0);
  }

  /** One more, signed in and in no call. */
  async add(): Promise<SyntheticPeer> {
    this.#named += 1;
    const peer = await SyntheticPeer.open(this.#url, `${this.#name} ${String(this.#named)}`, this.#certificate);
    this.#peers.push(peer);
    return peer;
  }

  /** Until there are so many, all in the call; a few at a time, as people come. */
  async growTo(size: number, { channel = 'Lounge', speaks = true }: JoinOptions = {}): Promise<void> {
    while (this.#peers.length < size) {
      const coming = Math.min(AT_ONCE, size - this.#peers.length);
      await Promise.all(
        Array.from({ length: coming }, async () => {
          const peer = await this.add();
          await peer.join(peer.guest.voiceChannel(channel), speaks);
        }),
      );
    }
  }

  /** Until nobody is offered anything any more, and everything offered is acknowledged. */
  async settle(): Promise<void> {
    const endMs = performance.now() + SETTLE_TIMEOUT_MS;
    let before = -1;
    for (let quiet = 0; quiet < SETTLED_STEPS;) {
      if (performance.now() > endMs) {
        throw new Error('the crowd does not settle');
      }
      await new Promise((resolve) => setTimeout(resolve, SETTLE_STEP_MS));
      const present = this.#peers.filter((peer) => peer.present);
      await Promise.all(present.map(async (peer) => peer.stay.ready()));
      const offers = present.reduce((sum, peer) => sum + peer.stay.offers.length, 0);
      quiet = offers === before ? quiet + 1 : 0;
      before = offers;
    }
  }

  /** Ends one. */
  remove(peer: SyntheticPeer): void {
    peer.close();
    this.#peers.splice(this.#peers.indexOf(peer), 1);
  }

  /** Ends the newest, until so many are left. */
  shrinkTo(size: number): void {
    for (const peer of this.#peers.splice(size)) {
      peer.close();
    }
  }

  close(): void {
    this.shrinkTo(0);
  }
}
