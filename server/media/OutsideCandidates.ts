import type { TransportParameters } from '../../common/media.ts';
import type { VoiceSetup } from '../../common/voice.ts';

/** A way from outside to media ports of this machine, by a router that passes them on. */
export interface OutsideWay {
  /** The address of this machine that the router sends to. */
  readonly internalIp: string;
  readonly externalIp: string;
  /** The router's port for a protocol and port of ours, as `udp 44444`. */
  readonly ports: ReadonlyMap<string, number>;
}

type Candidate = TransportParameters['iceCandidates'][number];

/** What guests are told beside the addresses that workers listen on: it may change while they run. */
export class OutsideCandidates {
  way: OutsideWay | undefined;

  beside(setup: VoiceSetup): VoiceSetup {
    return {
      ...setup,
      sendTransport: this.#extended(setup.sendTransport),
      receiveTransport: this.#extended(setup.receiveTransport),
    };
  }

  #extended(transport: TransportParameters): TransportParameters {
    const { way } = this;
    if (way === undefined) {
      return transport;
    }
    const outside = transport.iceCandidates.flatMap((candidate): Candidate[] => {
      const port = way.ports.get(`${candidate.protocol} ${String(candidate.port)}`);
      return port === undefined || candidate.address !== way.internalIp
        ? []
        : [{ ...candidate, ...at(way.externalIp, port), priority: candidate.priority - 1 }];
    });
    return { ...transport, iceCandidates: [...transport.iceCandidates, ...outside] };
  }
}

/** A foundation of its own, as it has another address (RFC 8445, section 5.1.1.3). */
const at = (ip: string, port: number): Pick<Candidate, 'ip' | 'address' | 'port' | 'foundation'> => ({
  ip,
  address: ip,
  port,
  foundation: `outside-${String(port)}`,
});
