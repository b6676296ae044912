import { hostMessageSchema, type HostMessage, type PartyBeginning, type ServerReady } from '../common/ipc/server.ts';
import type { Failure } from '../common/ipc/failure.ts';

/** A killed app says nothing, so it is looked for. */
const LOOK_EVERY_MS = 1_000;

/** The way to Electron's main process, when it forked this one: https://www.electronjs.org/docs/latest/api/parent-port */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** The desktop app that forked this process: it says how the party begins and when it ends. */
export class AppLink {
  /** How the party begins. */
  readonly beginning: Promise<PartyBeginning>;
  readonly #port: ParentPort;
  readonly #parentPid = process.ppid;

  private constructor(port: ParentPort) {
    this.#port = port;
    this.beginning = new Promise((resolve) => {
      this.#hear((message) => {
        if (message.kind === 'open') {
          resolve(message.party);
        }
      });
    });
  }

  /** undefined where a person started the server. */
  static find(): AppLink | undefined {
    // Electron adds the port to `process` in utility processes; Node's types know nothing of it.
    const { parentPort } = process as { parentPort?: ParentPort };
    return parentPort === undefined ? undefined : new AppLink(parentPort);
  }

  tell(message: ServerReady | { readonly kind: 'failed'; readonly error: Failure }): void {
    this.#port.postMessage(message);
  }

  /** Calls `end` when the app asks for it, and when the app is gone: without it nobody could end the party. */
  whenOver(end: () => void): void {
    this.#hear(({ kind }) => {
      if (kind === 'stop') {
        end();
      }
    });
    // An orphan has another parent. (On Windows it keeps its number: there the end of Electron's pipe ends it.)
    const look = setInterval(() => {
      if (process.ppid !== this.#parentPid) {
        clearInterval(look);
        end();
      }
    }, LOOK_EVERY_MS);
    look.unref();
  }

  #hear(listener: (message: HostMessage) => void): void {
    this.#port.on('message', ({ data }) => {
      const parsed = hostMessageSchema.safeParse(data);
      if (parsed.success) {
        listener(parsed.data);
      }
    });
  }
}
