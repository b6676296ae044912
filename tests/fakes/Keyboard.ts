/**
 * Presses keys of an X display as a keyboard would, by the protocol itself
 * (https://www.x.org/releases/X11R7.7/doc/xextproto/xtest.html): no program for that is on every machine.
 */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';

/** Keycodes of X: those of Linux, and eight. */
const KEYCODES = { Ctrl: 37, V: 55, B: 56, M: 58 } as const;
type Key = keyof typeof KEYCODES;

const PRESS = 2;
const RELEASE = 3;
const REPLY_LENGTH = 32;

export class Keyboard {
  readonly #socket: Socket;
  readonly #extension: number;

  private constructor(socket: Socket, extension: number) {
    this.#socket = socket;
    this.#extension = extension;
  }

  /** @param display as `:99` */
  static async open(display: string): Promise<Keyboard> {
    const socket = createConnection(`/tmp/.X11-unix/X${display.slice(1)}`);
    await once(socket, 'connect');
    // Little-endian, protocol 11.0, nobody to prove to.
    socket.write(Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    const greeting = await read(socket, 8);
    await read(socket, greeting.readUInt16LE(6) * 4);
    const name = Buffer.from('XTEST\0\0\0');
    socket.write(Buffer.concat([Buffer.from([98, 0, 4, 0, 5, 0, 0, 0]), name]));
    const extension = await read(socket, REPLY_LENGTH);
    if (extension[8] !== 1) {
      throw new Error('this display lets nobody press its keys');
    }
    return new Keyboard(socket, extension.readUInt8(9));
  }

  /** Down in this order, and up in the other. */
  async strike(...keys: readonly Key[]): Promise<void> {
    for (const key of keys) {
      this.#fake(PRESS, key);
    }
    for (const key of keys.toReversed()) {
      this.#fake(RELEASE, key);
    }
    // GetInputFocus: its reply comes when everything before it is done.
    this.#socket.write(Buffer.from([43, 0, 1, 0]));
    await read(this.#socket, REPLY_LENGTH);
  }

  close(): void {
    this.#socket.destroy();
  }

  #fake(type: number, key: Key): void {
    const request = Buffer.alloc(36);
    request.set([this.#extension, 2, 9, 0, type, KEYCODES[key]]);
    this.#socket.write(request);
  }
}

async function read(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const chunk = socket.read(length) as Buffer | null; // a socket without encoding reads buffers
    if (chunk !== null) {
      return chunk;
    }
    await once(socket, 'readable');
  }
}
