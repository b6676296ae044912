import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { randomBytes, randomInt } from 'node:crypto';
import { Lifetime, type Closable } from '../../../common/lifetime.ts';
import type { DtlsFingerprint, TransportParameters } from '../../../common/media.ts';
import type { DtlsCertificate } from './certificate.ts';
import { DtlsClient } from './dtls/DtlsClient.ts';
import { isDtls } from './dtls/wire.ts';
import { isRtp } from './rtp.ts';
import { SrtpReceiver, SrtpSender } from './srtp.ts';
import { bindingRequest, isBindingSuccess, isStun, type IceCredentials } from './stun.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Until the server answers. */
const CHECK_MS = 50;
/** Afterwards, as Chromium does on a stable connection: it shows the server that we still consent (RFC 7675). */
const CONSENT_MS = 2_500;

/** The least that is needed of the server's parameters: mediasoup's own type has looser strings than the contract's. */
export type RemoteTransport = Pick<TransportParameters, 'iceParameters' | 'iceCandidates'> & {
  readonly dtlsParameters: { readonly fingerprints: readonly DtlsFingerprint[] };
};

/**
 * One end of a WebRTC transport on a UDP socket of its own: ICE as the controlling agent, DTLS as the client, SRTP.
 * Media only: no RTCP is sent, and the server's is not read.
 */
export class MediaTransport implements Closable {
  /** Every RTP packet that arrives, still enciphered; its header is in the clear. */
  onPacket: (packet: Buffer) => void = () => undefined;
  /** Settles when media can flow; rejects when they never will, or the transport is closed before. */
  readonly connected: Promise<void>;
  readonly #socket: Socket;
  readonly #life = new Lifetime();
  readonly #ice: IceCredentials;
  readonly #dtls: DtlsClient;
  #checks: NodeJS.Timeout | undefined;
  #sender: SrtpSender | undefined;
  #receiver: SrtpReceiver | undefined;

  private constructor(socket: Socket, remote: RemoteTransport, certificate: DtlsCertificate) {
    this.#socket = socket;
    const { usernameFragment, password } = remote.iceParameters;
    this.#ice = {
      username: `${usernameFragment}:${randomBytes(4).toString('hex')}`,
      password,
      tieBreaker: randomBytes(8),
    };
    const connected = Promise.withResolvers<undefined>();
    this.connected = connected.promise;
    this.connected.catch(() => undefined); // whoever waits for it is told; nobody need wait
    const timeout = setTimeout(() => {
      connected.reject(new Error('no connection in time'));
    }, CONNECT_TIMEOUT_MS);
    this.#life.add(() => {
      clearTimeout(timeout);
      connected.reject(new Error('the transport is closed'));
    });
    this.#dtls = this.#life.own(
      new DtlsClient({
        certificate,
        expected: remote.dtlsParameters.fingerprints,
        send: (datagram) => {
          this.#transmit(datagram);
        },
        onKeys: ({ ours, theirs }) => {
          this.#sender = new SrtpSender(ours);
          this.#receiver = new SrtpReceiver(theirs);
          clearTimeout(timeout);
          connected.resolve(undefined);
        },
        onFault: (fault) => {
          clearTimeout(timeout);
          connected.reject(fault);
        },
      }),
    );
    socket.on('message', (datagram) => {
      this.#receive(datagram);
    });
    // A port that nobody listens on any more (a killed worker's) says so; DTLS and ICE time out by themselves.
    socket.on('error', () => undefined);
    this.#life.add(() => {
      clearTimeout(this.#checks);
      socket.close();
    });
    this.#check();
  }

  /** Begins to connect. @throws Error when the server offers no UDP */
  static async open(remote: RemoteTransport, certificate: DtlsCertificate): Promise<MediaTransport> {
    const candidate = remote.iceCandidates.find(({ protocol }) => protocol === 'udp');
    if (candidate === undefined) {
      throw new Error('the server offers no UDP candidate');
    }
    const socket = createSocket(candidate.address.includes(':') ? 'udp6' : 'udp4');
    socket.connect(candidate.port, candidate.address);
    await once(socket, 'connect');
    return new MediaTransport(socket, remote, certificate);
  }

  /** @throws Error before `connected` */
  send(header: Buffer, payload: Buffer): void {
    if (this.#sender === undefined) {
      throw new Error('not connected');
    }
    this.#transmit(this.#sender.protect(header, payload));
  }

  /** The payload of a packet from `onPacket`. @throws Error when it is not authentic */
  open(packet: Buffer): Buffer {
    if (this.#receiver === undefined) {
      throw new Error('not connected');
    }
    return this.#receiver.unprotect(packet);
  }

  close(): void {
    this.#life.end();
  }

  #receive(datagram: Buffer): void {
    if (isRtp(datagram)) {
      this.onPacket(datagram);
    } else if (isDtls(datagram)) {
      this.#dtls.receive(datagram);
    } else if (isStun(datagram) && isBindingSuccess(datagram)) {
      this.#checked();
    }
  }

  /** A lite server sends no requests of its own (RFC 8445 section 2.5): asking is all there is to do. */
  #check(): void {
    this.#transmit(bindingRequest(this.#ice));
    this.#checks = setTimeout(() => {
      this.#check();
    }, CHECK_MS);
  }

  #checked(): void {
    clearTimeout(this.#checks);
    this.#checks = setTimeout(
      () => {
        this.#check();
      },
      CONSENT_MS + randomInt(-500, 500),
    );
    this.#dtls.start();
  }

  #transmit(datagram: Buffer): void {
    if (!this.#life.ended) {
      this.#socket.send(datagram, () => undefined);
    }
  }
}
