import { Emitter } from '../../../common/emitter.ts';
import type { HostMessage } from '../../../common/ipc/server.ts';
import type { ServerChild } from '../../../electron/lan/LanHost.ts';

/** A forked server that does what a test says. */
export class FakeServerChild implements ServerChild {
  readonly told: HostMessage[] = [];
  running = true;
  readonly #events = new Emitter<{ message: { message: unknown }; exit: { exitCode: number } }>();

  on(event: 'message', listener: (message: unknown) => void): void;
  on(event: 'exit', listener: (exitCode: number) => void): void;
  on(...[event, listener]: ['message', (message: unknown) => void] | ['exit', (exitCode: number) => void]): void {
    if (event === 'message') {
      this.#events.on('message', ({ message }) => {
        listener(message);
      });
    } else {
      this.#events.on('exit', ({ exitCode }) => {
        listener(exitCode);
      });
    }
  }

  postMessage(message: HostMessage): void {
    this.told.push(message);
  }

  kill(): boolean {
    this.exit(137);
    return true;
  }

  say(message: unknown): void {
    this.#events.emit('message', { message });
  }

  exit(exitCode: number): void {
    if (this.running) {
      this.running = false;
      this.#events.emit('exit', { exitCode });
    }
  }
}
