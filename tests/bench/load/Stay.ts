import { Lifetime, type Closable } from '../../../common/lifetime.ts';
import type { ConsumerId, MemberId, PeerId } from '../../../common/ids.ts';
import type { ConsumerOffer, Floor, VoiceSetup } from '../../../common/voice.ts';
import { Refused, type Guest, type Told } from '../../fakes/Guest.ts';
import type { DtlsCertificate } from './certificate.ts';
import { MediaTransport } from './MediaTransport.ts';
import { MicStream } from './MicStream.ts';
import { ssrcOf } from './rtp.ts';

/** Until what the server failed to do is asked again. */
const FAULT_WAIT_MS = 100;

/** A packet as it arrived, with what it belongs to; `open` deciphers it. */
export interface Heard {
  readonly packet: Buffer;
  readonly offer: ConsumerOffer;
  readonly open: () => Buffer;
}

/**
 * One stay of a synthetic peer in a voice channel, as the server's answer describes it: both transports, the consumers
 * offered and acknowledged, and a microphone. Owns them.
 */
export class Stay implements Closable {
  readonly peerId: PeerId;
  readonly send: MediaTransport;
  readonly receive: MediaTransport;
  /** Packets that arrived for a consumer. */
  packets = 0;
  /** Packets that arrived for none: sent after their consumer was closed, or wrongly. */
  strays = 0;
  /** Acknowledgements that the server failed, which is its fault. */
  faults = 0;
  onHeard: (heard: Heard) => void = () => undefined;
  #floor: Floor;
  readonly #guest: Guest;
  readonly #life = new Lifetime();
  readonly #offers = new Map<ConsumerId, ConsumerOffer>();
  readonly #bySsrc = new Map<number, ConsumerOffer>();
  readonly #unacknowledged = new Set<ConsumerId>();
  #acknowledging: Promise<void> | undefined;
  #mic: MicStream | undefined;

  private constructor(guest: Guest, setup: VoiceSetup, send: MediaTransport, receive: MediaTransport) {
    this.#guest = guest;
    this.peerId = setup.peerId;
    this.#floor = setup.floor;
    this.send = this.#life.own(send);
    this.receive = this.#life.own(receive);
    receive.onPacket = (packet) => {
      this.#hear(packet);
    };
    this.#offer(setup.consumers);
  }

  /** Begins to connect both transports and acknowledges what was offered with the join. */
  static async open(guest: Guest, setup: VoiceSetup, certificate: DtlsCertificate): Promise<Stay> {
    const [send, receive] = await Promise.all([
      MediaTransport.open(setup.sendTransport, certificate),
      MediaTransport.open(setup.receiveTransport, certificate),
    ]);
    return new Stay(guest, setup, send, receive);
  }

  /** What a browser would have m-lines for. */
  get offers(): readonly ConsumerOffer[] {
    return [...this.#offers.values()];
  }

  get mic(): MicStream | undefined {
    return this.#mic;
  }

  /** Whose voice a consumer carries now; undefined for a place of the floor that nobody has. */
  speakerOf({ from }: ConsumerOffer): MemberId | undefined {
    return from.kind === 'member' ? from.memberId : (this.#floor[from.place] ?? undefined);
  }

  /** Resolves when both transports are connected and all offers so far acknowledged. */
  async ready(): Promise<void> {
    await Promise.all([this.send.connected, this.receive.connected, this.#acknowledging]);
  }

  /** A microphone that is silent yet. */
  async produce(): Promise<MicStream> {
    const mic = this.#life.own(new MicStream(this.send));
    const { rtpParameters } = mic;
    const request = { source: 'microphone', kind: 'audio', rtpParameters, paused: false } as const;
    await Promise.all([this.#guest.ask('produce', request), this.send.connected]);
    this.#mic = mic;
    return mic;
  }

  /** What concerns this stay of what its guest is told. */
  take({ name, data }: Told): void {
    if (name === 'floorChanged') {
      this.#floor = data.floor;
    } else if (name === 'consumersOffered' && data.peerId === this.peerId) {
      this.#offer(data.consumers);
    } else if (name === 'consumersClosed' && data.peerId === this.peerId) {
      this.#forget(data.consumerIds);
    }
  }

  close(): void {
    this.#life.end();
  }

  #hear(packet: Buffer): void {
    const offer = this.#bySsrc.get(ssrcOf(packet));
    if (offer === undefined) {
      this.strays += 1;
      return;
    }
    this.packets += 1;
    this.onHeard({ packet, offer, open: () => this.receive.open(packet) });
  }

  #offer(offers: readonly ConsumerOffer[]): void {
    for (const offer of offers) {
      this.#offers.set(offer.consumerId, offer);
      this.#unacknowledged.add(offer.consumerId);
      for (const { ssrc } of offer.rtpParameters.encodings ?? []) {
        this.#bySsrc.set(ssrc ?? 0, offer);
      }
    }
    this.#acknowledging ??= this.#acknowledge().finally(() => {
      this.#acknowledging = undefined;
    });
  }

  #forget(ids: readonly ConsumerId[]): void {
    for (const id of ids) {
      for (const { ssrc } of this.#offers.get(id)?.rtpParameters.encodings ?? []) {
        this.#bySsrc.delete(ssrc ?? 0);
      }
      this.#offers.delete(id);
      this.#unacknowledged.delete(id);
    }
  }

  /** One request at a time, for all that came meanwhile: as a client that negotiates in between. */
  async #acknowledge(): Promise<void> {
    while (this.#unacknowledged.size > 0 && !this.#life.ended) {
      const consumerIds = [...this.#unacknowledged];
      this.#unacknowledged.clear();
      const retryAfterMs = await this.#resume(consumerIds);
      if (retryAfterMs !== undefined) {
        await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
        consumerIds.filter((id) => this.#offers.has(id)).forEach((id) => this.#unacknowledged.add(id));
      }
    }
  }

  /** @returns when to ask again, if there is need to */
  async #resume(consumerIds: ConsumerId[]): Promise<number | undefined> {
    try {
      await this.#guest.ask('resumeConsumers', { consumerIds });
      return undefined;
    } catch (fault) {
      // Gone meanwhile, all of them, or the call itself: nothing is left to acknowledge.
      const over = fault instanceof Refused && ['consumer_not_found', 'not_in_voice'].includes(fault.code);
      if (over || this.#life.ended || !this.#guest.socket.connected) {
        return undefined;
      }
      this.faults += fault instanceof Refused && fault.code === 'rate_limited' ? 0 : 1;
      return (fault instanceof Refused ? fault.retryAfterMs : undefined) ?? FAULT_WAIT_MS;
    }
  }
}
