import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Closable } from '../../common/lifetime.ts';

/** First byte of a TLS connection: https://www.rfc-editor.org/rfc/rfc8446#section-5.1 */
const HANDSHAKE = 22;
/** Whoever says nothing at all for so long is not waited for. */
const SILENT_MS = 10_000;
/** Of a request's head; more is not read. */
const HEAD_MAX = 4_096;
/** Method, path and host of a request that a page could have come from. */
const REQUEST = /^(?:GET|HEAD) (\/[\x21-\x7e]*) HTTP\/1\.[01]\r\n(?:[^\r\n]*\r\n)*?host: *([\w.:[\]-]+) *\r\n/i;

/**
 * Answers who speaks plain HTTP to the port of HTTPS by sending them to the same place by HTTPS: browsers take an address
 * that is typed without a scheme for http, and would only say that the page does not work. All others are handed on to
 * the listeners that were there before, their first bytes with them.
 */
export class PlainHttp implements Closable {
  readonly #waiting = new Set<Socket>();
  readonly #restore: () => void;

  constructor(server: HttpsServer) {
    const inner = server.listeners('connection');
    const arrive = (socket: Socket): void => {
      this.#await(socket, () => {
        for (const listener of inner) {
          Reflect.apply(listener, server, [socket]);
        }
      });
    };
    server.removeAllListeners('connection').on('connection', arrive);
    this.#restore = () => {
      server.off('connection', arrive);
    };
  }

  close(): void {
    this.#restore();
    for (const socket of this.#waiting) {
      socket.destroy();
    }
    this.#waiting.clear();
  }

  /** Until the first byte is there. */
  #await(socket: Socket, handOn: () => void): void {
    this.#waiting.add(socket);
    const stop = (): void => {
      this.#waiting.delete(socket);
      socket.off('readable', look).off('close', stop).off('timeout', giveUp).setTimeout(0);
    };
    const giveUp = (): void => {
      socket.destroy();
    };
    const look = (): void => {
      // A stream of bytes without an encoding reads as a Buffer, or null while there is nothing.
      const first = socket.read(1) as Buffer | null;
      if (first === null) {
        return;
      }
      socket.unshift(first);
      if (first[0] === HANDSHAKE) {
        stop();
        socket.off('error', ignore);
        handOn();
      } else {
        socket.off('readable', look);
        this.#redirect(socket);
      }
    };
    socket.on('error', ignore).on('readable', look).on('close', stop).on('timeout', giveUp).setTimeout(SILENT_MS);
  }

  #redirect(socket: Socket): void {
    let head = '';
    socket.on('data', (part: Buffer) => {
      head += part.toString('latin1');
      if (head.includes('\r\n\r\n') || head.length > HEAD_MAX) {
        socket.end(answerTo(head));
        socket.removeAllListeners('data').resume();
      }
    });
  }
}

/** It was gone before it said anything: then nobody is to be answered. */
const ignore = (): void => undefined;

const answerTo = (head: string): string => {
  const [, path, host] = REQUEST.exec(head) ?? [];
  const end = 'Cache-Control: no-store\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
  return path === undefined || host === undefined
    ? `HTTP/1.1 400 Bad Request\r\n${end}`
    : `HTTP/1.1 307 Temporary Redirect\r\nLocation: https://${host}${path}\r\n${end}`;
};
