import type { ConnectionState } from 'mediasoup-client/types';
import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { IceParameters } from '../../common/media.ts';

interface TransportWatchEvents {
  stateChanged: { state: ConnectionState };
  /** It cannot be mended: the server does not help, or its help did not. */
  gaveUp: object;
}

/** A transport that is cut off this long gets an ICE restart; ICE itself finds its way back from shorter cuts. */
const ICE_RESTART_AFTER_MS = 1_500;
/** So many restarts in a row that led to no connection are enough: the next step up is a new transport. */
const RESTARTS_MAX = 2;

/** What is used of mediasoup-client's Transport. */
interface Watched {
  readonly connectionState: ConnectionState;
  on(name: 'connectionstatechange', listener: (state: ConnectionState) => void): unknown;
  restartIce(parameters: { iceParameters: IceParameters }): Promise<void>;
}

/** Keeps one transport connected, by restarting ICE where it is cut. Borrows the transport. */
export class TransportWatch implements Closable {
  readonly events = new Emitter<TransportWatchEvents>();
  readonly #lifetime = new Lifetime();
  readonly #transport: Watched;
  readonly #askRestart: () => Promise<IceParameters>;
  #later: ReturnType<typeof setTimeout> | undefined;
  #restarting = false;
  /** Since it was last connected. */
  #restarts = 0;
  #carried = false;

  /** @param askRestart the server's new ICE parameters for this transport */
  constructor(transport: Watched, askRestart: () => Promise<IceParameters>) {
    this.#transport = transport;
    this.#askRestart = askRestart;
    transport.on('connectionstatechange', (state) => {
      this.#follow(state);
    });
    this.#lifetime.add(() => {
      clearTimeout(this.#later);
      this.events.clear();
    });
  }

  /** Whether it was ever connected. */
  get carried(): boolean {
    return this.#carried;
  }

  get state(): ConnectionState {
    return this.#transport.connectionState;
  }

  /**
   * Restarts ICE now where it is cut: after the signaling connection came back, without which nothing could be asked.
   * @param anyway also where it still seems connected: the network under it changed
   */
  recover(anyway: boolean): void {
    // A transport that carried nothing yet has no ICE to restart.
    if (this.state !== 'new' && (anyway || this.state !== 'connected')) {
      this.#restarts = 0;
      void this.#restart();
    }
  }

  close(): void {
    this.#lifetime.end();
  }

  // A method, because the compiler takes properties for unchanged over an await.
  #ended(): boolean {
    return this.#lifetime.ended;
  }

  #follow(state: ConnectionState): void {
    if (this.#lifetime.ended) {
      return;
    }
    if (state === 'disconnected' || state === 'failed') {
      this.#later ??= setTimeout(
        () => {
          this.#later = undefined;
          void this.#restart();
        },
        state === 'failed' ? 0 : ICE_RESTART_AFTER_MS,
      );
    } else {
      this.#calm();
      if (state === 'connected') {
        this.#restarts = 0;
        this.#carried = true;
      }
    }
    this.events.emit('stateChanged', { state });
  }

  #calm(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
  }

  async #restart(): Promise<void> {
    this.#calm();
    if (this.#restarting || this.#lifetime.ended) {
      return;
    }
    if (this.#restarts >= RESTARTS_MAX) {
      this.events.emit('gaveUp', {});
      return;
    }
    this.#restarting = true;
    try {
      const iceParameters = await this.#askRestart();
      if (!this.#ended()) {
        this.#restarts += 1;
        await this.#transport.restartIce({ iceParameters });
      }
    } catch (thrown) {
      // Without a connection nobody can be asked: `recover` comes with the next one.
      if (!this.#ended() && AppError.from(thrown).code !== 'disconnected') {
        this.events.emit('gaveUp', {});
      }
    } finally {
      this.#restarting = false;
    }
  }
}
