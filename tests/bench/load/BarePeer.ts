import { io, type Socket } from 'socket.io-client';
import { once } from 'node:events';
import { Lifetime, type Closable } from '../../../common/lifetime.ts';
import type { DtlsFingerprint, RtpCapabilities, RtpParameters } from '../../../common/media.ts';
import type { DtlsCertificate } from './certificate.ts';
import { MediaTransport, type RemoteTransport } from './MediaTransport.ts';
import { MicStream } from './MicStream.ts';

/** What the bare server answers, by what it is asked: its own folder's contract. */
interface Answers {
  createTransport: RemoteTransport & { readonly id: string };
  connectTransport: object;
  produce: { readonly id: string };
  consume: { readonly id: string; readonly rtpParameters: RtpParameters };
  resume: object;
}

interface BareWelcome {
  readonly routerRtpCapabilities: RtpCapabilities;
}

/** The same end of ICE, DTLS and SRTP as a SyntheticPeer, at a bare mediasoup server. */
export class BarePeer implements Closable {
  packets = 0;
  onPacket: (packet: Buffer, open: () => Buffer) => void = () => undefined;
  readonly #socket: Socket;
  readonly #welcome: BareWelcome;
  readonly #certificate: DtlsCertificate;
  readonly #life = new Lifetime();

  private constructor(socket: Socket, welcome: BareWelcome, certificate: DtlsCertificate) {
    this.#socket = socket;
    this.#welcome = welcome;
    this.#certificate = certificate;
    this.#life.add(() => {
      socket.disconnect();
    });
  }

  static async open(url: string, certificate: DtlsCertificate): Promise<BarePeer> {
    const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
    // The server of `bench/bare` says this first; nobody checks, on purpose.
    const [welcome] = (await once(socket as unknown as NodeJS.EventEmitter, 'welcome')) as [BareWelcome];
    return new BarePeer(socket, welcome, certificate);
  }

  /** A microphone, silent yet. */
  async produce(): Promise<{ mic: MicStream; producerId: string }> {
    const { id: transportId, transport } = await this.#transport();
    const mic = this.#life.own(new MicStream(transport));
    const { id: producerId } = await this.#ask('produce', { transportId, rtpParameters: mic.rtpParameters });
    return { mic, producerId };
  }

  /** The transport alone, for who has nothing to say. */
  async connectToSend(): Promise<void> {
    await this.#transport();
  }

  async listen(producerIds: readonly string[]): Promise<void> {
    const { id: transportId, transport } = await this.#transport();
    transport.onPacket = (packet) => {
      this.packets += 1;
      this.onPacket(packet, () => transport.open(packet));
    };
    const { routerRtpCapabilities: rtpCapabilities } = this.#welcome;
    for (const producerId of producerIds) {
      const { id } = await this.#ask('consume', { transportId, producerId, rtpCapabilities });
      await this.#ask('resume', { consumerId: id });
    }
  }

  close(): void {
    this.#life.end();
  }

  async #transport(): Promise<{ id: string; transport: MediaTransport }> {
    const remote = await this.#ask('createTransport', {});
    const fingerprints: DtlsFingerprint[] = [this.#certificate.fingerprint];
    await this.#ask('connectTransport', {
      transportId: remote.id,
      dtlsParameters: { role: 'client', fingerprints },
    });
    const transport = this.#life.own(await MediaTransport.open(remote, this.#certificate));
    await transport.connected;
    return { id: remote.id, transport };
  }

  async #ask<Name extends keyof Answers>(name: Name, data: object): Promise<Answers[Name]> {
    // As in `open`.
    return (await this.#socket.timeout(10_000).emitWithAck(name, data)) as Answers[Name];
  }
}
