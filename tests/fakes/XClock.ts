/**
 * The time of day drawn on an X display, for machines to read: sixteen cells, black or white, drawn in one request so that no
 * grab finds half of them. Speaks just enough of the X protocol for that
 * (https://www.x.org/releases/X11R7.7/doc/xproto/x11protocol.html).
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Closable } from '../../common/lifetime.ts';

export const CELL = { width: 32, height: 16 } as const;
/** Of the time, in ms. */
export const CLOCK_BITS = 12;
const CELLS = 16;
const EVERY_MS = 4;
const BYTES_PER_PIXEL = 4;
const WHITE = 0xffff_ffff;

const OPCODE = { createWindow: 1, mapWindow: 8, createGc: 55, putImage: 72 } as const;
/** Who has the focus: any question will do. */
const QUESTION = Buffer.from('2b000100', 'hex');
const BACK_PIXEL = 0x2;
const OVERRIDE_REDIRECT = 0x200;
const INPUT_OUTPUT = 1;
const Z_PIXMAP = 2;
const DEPTH = 24;

/** White, black, twelve bits of the time from the highest on, their parity, and not their parity. */
export const cellsOf = (nowMs: number): number[] => {
  const bits = Array.from({ length: CLOCK_BITS }, (_none, at) => (Math.floor(nowMs) >> (CLOCK_BITS - 1 - at)) & 1);
  const parity = bits.reduce((sum, bit) => sum ^ bit, 0);
  return [1, 0, ...bits, parity, 1 - parity];
};

export class XClock implements Closable {
  readonly #socket: Socket;
  #timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(socket: Socket, window: number, gc: number) {
    this.#socket = socket;
    const rowBytes = CELLS * CELL.width * BYTES_PER_PIXEL;
    const request = Buffer.alloc(24 + rowBytes * CELL.height);
    request.writeUInt8(OPCODE.putImage, 0);
    request.writeUInt8(Z_PIXMAP, 1);
    request.writeUInt16LE(request.length / 4, 2);
    request.writeUInt32LE(window, 4);
    request.writeUInt32LE(gc, 8);
    request.writeUInt16LE(CELLS * CELL.width, 12);
    request.writeUInt16LE(CELL.height, 14);
    request.writeUInt8(DEPTH, 21);
    const draw = (): void => {
      // The system's clock modulo a day: bits are taken of an integer of 32 bits.
      for (const [at, cell] of cellsOf(Date.now() % 86_400_000).entries()) {
        const from = 24 + at * CELL.width * BYTES_PER_PIXEL;
        request.fill(cell === 1 ? 0xff : 0, from, from + CELL.width * BYTES_PER_PIXEL);
      }
      for (let row = 1; row < CELL.height; row += 1) {
        request.copy(request, 24 + row * rowBytes, 24, 24 + rowBytes);
      }
      socket.write(Buffer.concat([request, QUESTION]));
    };
    // A busy display answers late: only what was drawn is followed by the next, or the time on it would be an old one.
    socket.on('data', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(draw, EVERY_MS);
    });
    draw();
  }

  /** In the upper left corner, before all windows. @param display as `:5` @throws Error when the display refuses */
  static async open(display: string): Promise<XClock> {
    const socket = connect(`/tmp/.X11-unix/X${display.slice(1)}`);
    await once(socket, 'connect');
    socket.write(Buffer.from('6c000b000000000000000000', 'hex')); // little end first, protocol 11, nothing to prove
    let setup = Buffer.alloc(0);
    while (setup.length < 8 || setup.length < 8 + setup.readUInt16LE(6) * 4) {
      const [part] = (await once(socket, 'data')) as [Buffer]; // a socket without an encoding
      setup = Buffer.concat([setup, part]);
    }
    if (setup.readUInt8(0) !== 1) {
      throw new Error('the display refused');
    }
    const base = setup.readUInt32LE(12);
    const vendorBytes = Math.ceil(setup.readUInt16LE(24) / 4) * 4;
    const root = setup.readUInt32LE(40 + vendorBytes + setup.readUInt8(29) * 8);
    const [window, gc] = [base + 1, base + 2];
    const make = Buffer.alloc(40);
    make.writeUInt8(OPCODE.createWindow, 0);
    make.writeUInt16LE(10, 2);
    make.writeUInt32LE(window, 4);
    make.writeUInt32LE(root, 8);
    make.writeUInt16LE(CELLS * CELL.width, 16);
    make.writeUInt16LE(CELL.height, 18);
    make.writeUInt16LE(INPUT_OUTPUT, 22);
    make.writeUInt32LE(BACK_PIXEL | OVERRIDE_REDIRECT, 28);
    make.writeUInt32LE(WHITE, 32);
    make.writeUInt32LE(1, 36);
    const map = Buffer.alloc(8);
    map.writeUInt8(OPCODE.mapWindow, 0);
    map.writeUInt16LE(2, 2);
    map.writeUInt32LE(window, 4);
    const pen = Buffer.alloc(16);
    pen.writeUInt8(OPCODE.createGc, 0);
    pen.writeUInt16LE(4, 2);
    pen.writeUInt32LE(gc, 4);
    pen.writeUInt32LE(window, 8);
    socket.write(Buffer.concat([make, map, pen]));
    return new XClock(socket, window, gc);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#socket.destroy();
  }
}
