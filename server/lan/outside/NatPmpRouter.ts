import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { LEASE_S, type Protocol, type Router } from './Router.ts';

const PORT = 5_351;
/** RFC 6886, section 3.1, doubles from 250 ms nine times: who waits for a party waits for two seconds. */
const REPEAT_MS = [250, 500, 1_000] as const;
const OPERATIONS = { address: 0, udp: 1, tcp: 2 } as const;
/** What an answer adds to the operation. */
const ANSWER = 128;

/** A router that speaks NAT-PMP: https://www.rfc-editor.org/rfc/rfc6886 */
export class NatPmpRouter implements Router {
  readonly localAddress: string;
  readonly #gateway: string;
  readonly #socket: Socket;
  #closed = false;

  private constructor(localAddress: string, gateway: string, socket: Socket) {
    this.localAddress = localAddress;
    this.#gateway = gateway;
    this.#socket = socket;
  }

  /** @throws where nothing at this address speaks it */
  static async open(localAddress: string, gateway: string): Promise<NatPmpRouter> {
    const socket = createSocket('udp4');
    const router = new NatPmpRouter(localAddress, gateway, socket);
    try {
      // What cannot be sent is an answer that does not come.
      socket.on('error', () => undefined);
      socket.bind(0, localAddress);
      await once(socket, 'listening');
      await router.externalAddress();
      return router;
    } catch (fault) {
      router.close();
      throw fault;
    }
  }

  async externalAddress(): Promise<string> {
    const answer = await this.#ask(OPERATIONS.address, Buffer.from([0, OPERATIONS.address]), 12);
    return [...answer.subarray(8, 12)].join('.');
  }

  async map(protocol: Protocol, port: number): Promise<number> {
    return this.#lease(protocol, port, port, LEASE_S);
  }

  async unmap(protocol: Protocol, port: number): Promise<void> {
    // Section 3.4: no time, and no port of the outside.
    await this.#lease(protocol, port, 0, 0);
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#socket.close();
    }
  }

  async #lease(protocol: Protocol, port: number, externalPort: number, seconds: number): Promise<number> {
    const request = Buffer.alloc(12);
    request.writeUInt8(OPERATIONS[protocol], 1);
    request.writeUInt16BE(port, 4);
    request.writeUInt16BE(externalPort, 6);
    request.writeUInt32BE(seconds, 8);
    const answer = await this.#ask(OPERATIONS[protocol], request, 16, port);
    return answer.readUInt16BE(10);
  }

  /** @param port that the answer has to be about */
  async #ask(operation: number, request: Buffer, length: number, port?: number): Promise<Buffer> {
    const { promise, resolve } = Promise.withResolvers<Buffer>();
    const hear = (answer: Buffer, from: { address: string; port: number }): void => {
      const isIt =
        from.address === this.#gateway &&
        from.port === PORT &&
        answer.length >= 4 &&
        answer.readUInt8(0) === 0 &&
        answer.readUInt8(1) === ANSWER + operation;
      // A refusal may be short.
      const result = isIt ? answer.readUInt16BE(2) : 0;
      if (
        isIt &&
        (result !== 0 || (answer.length >= length && (port === undefined || answer.readUInt16BE(8) === port)))
      ) {
        resolve(answer);
      }
    };
    this.#socket.on('message', hear);
    try {
      for (const waitMs of REPEAT_MS) {
        this.#socket.send(request, PORT, this.#gateway);
        const answer = await within(waitMs, promise);
        if (answer !== undefined) {
          const result = answer.readUInt16BE(2);
          if (result !== 0) {
            throw new Error(`the router refuses (${String(result)})`);
          }
          return answer;
        }
      }
      throw new Error('the router does not answer');
    } finally {
      this.#socket.off('message', hear);
    }
  }
}

const within = async <Value>(ms: number, work: Promise<Value>): Promise<Value | undefined> => {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    late.resolve(undefined);
  }, ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
};
