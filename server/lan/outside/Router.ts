export type Protocol = 'udp' | 'tcp';

/** What stands between this network and all others, as far as programs may ask it for something. */
export interface Router {
  /** The address of this machine that it knows us by. */
  readonly localAddress: string;
  /** @throws where it does not say */
  externalAddress(): Promise<string>;
  /**
   * Has it pass a port on to this machine, for a while or until `unmap`.
   * @returns the port at its outside, which may be another
   * @throws where it refuses, or does not answer
   */
  map(protocol: Protocol, port: number): Promise<number>;
  /** @throws where it refuses, or does not answer */
  unmap(protocol: Protocol, port: number, externalPort: number): Promise<void>;
  close(): void;
}

/** Ports are passed on for so long unless it is asked again: nothing stays open behind a machine that was switched off. */
export const LEASE_S = 3_600;
