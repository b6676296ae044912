import type { Closable } from '../../common/lifetime.ts';
import type { ValveCommand, ValveOptions } from './workers/valveMessages.ts';
import valveUrl from './workers/valve.ts?worker&url';

/** Lets a sender's packets leave, or not; shut at first. */
export interface Valve extends Closable {
  /** @param sinceMs wall clock: what was encoded from then on goes through after all */
  set(open: boolean, sinceMs: number): void;
}

/** Makes senders whose packets can be stopped and started within a frame: one worker for all of them. */
export class Valves implements Closable {
  readonly #worker: Worker;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** Never rejects. Undefined where the browser has no such thing, or its worker does not start. */
  static async open(): Promise<Valves | undefined> {
    if (!('RTCRtpScriptTransform' in window)) {
      return undefined;
    }
    const worker = new Worker(valveUrl);
    const ready = await new Promise<boolean>((resolve) => {
      worker.onmessage = () => {
        resolve(true);
      };
      worker.onerror = () => {
        resolve(false);
      };
    });
    worker.onmessage = null;
    if (!ready) {
      worker.terminate();
      return undefined;
    }
    return new Valves(worker);
  }

  /** Fits a sender with a valve, before it sends anything; undefined where the browser refuses. */
  fit(sender: RTCRtpSender): Valve | undefined {
    const { port1, port2 } = new MessageChannel();
    const options: ValveOptions = { port: port2 };
    try {
      sender.transform = new RTCRtpScriptTransform(this.#worker, options, [port2]);
    } catch {
      port1.close();
      return undefined;
    }
    return {
      set(open, sinceMs) {
        port1.postMessage({ open, sinceMs } satisfies ValveCommand);
      },
      close() {
        port1.close();
      },
    };
  }

  close(): void {
    this.#worker.terminate();
  }
}
