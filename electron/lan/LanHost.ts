import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import type { HostedParty, PartyState } from '../../common/ipc/party.ts';
import { serverMessageSchema, type HostMessage, type PartyBeginning } from '../../common/ipc/server.ts';
import type { Log } from '../../common/log.ts';

/** Longer than any start that will still come to something. */
const READY_TIMEOUT_MS = 30_000;
/** A server that is told to stop tells its guests and drains first. */
const STOP_TIMEOUT_MS = 5_000;
/** One that ran this long earned another restart; dying twice within it is nothing that a restart cures. */
const STABLE_MS = 10 * 60_000;

/** A forked process, as much of Electron's UtilityProcess as is used. */
export interface ServerChild {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (exitCode: number) => void): unknown;
  postMessage(message: HostMessage): void;
  kill(): boolean;
}

export interface LanHostOptions {
  /** Starts the built server. @param port where it was before it died; undefined at first */
  readonly fork: (port: number | undefined) => ServerChild;
  readonly beginning: PartyBeginning;
  readonly log: Log;
  readonly nowMs?: () => number;
}

/** One run of the embedded party's server: started, watched, restarted once when it dies, and stopped. */
export class LanHost {
  readonly events = new Emitter<{ partyChanged: PartyState }>();
  readonly #fork: LanHostOptions['fork'];
  readonly #beginning: PartyBeginning;
  readonly #log: Log;
  readonly #nowMs: () => number;
  readonly #ended = Promise.withResolvers<undefined>();
  #state: PartyState = { kind: 'starting' };
  #child: ServerChild | undefined;
  #timer: NodeJS.Timeout | undefined;
  #readyAtMs: number | undefined;
  /** Where guests know the party: it comes back there. */
  #port: number | undefined;
  #restarted = false;
  #closed = false;

  private constructor({ fork, beginning, log, nowMs = () => performance.now() }: LanHostOptions) {
    this.#fork = fork;
    this.#beginning = beginning;
    this.#log = log;
    this.#nowMs = nowMs;
  }

  static start(options: LanHostOptions): LanHost {
    const host = new LanHost(options);
    host.#launch();
    return host;
  }

  get state(): PartyState {
    return this.#state;
  }

  /** Settled when no process of ours is left, after `close()` or after a failure that nothing is tried against. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** The party once it is ready. @throws AppError what keeps it from hosting */
  async party(): Promise<HostedParty> {
    const state = this.#state;
    if (state.kind === 'hosting') {
      return state.party;
    }
    if (state.kind === 'failed') {
      throw new AppError(state.error.code, state.error.message);
    }
    await new Promise<void>((resolve) => {
      const stop = this.events.on('partyChanged', () => {
        stop();
        resolve();
      });
    });
    return this.party();
  }

  /** Asks the server to stop, and kills it when it does not. */
  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child === undefined) {
      this.#ended.resolve(undefined);
    } else {
      child.postMessage({ kind: 'stop' });
      this.#timer = setTimeout(() => child.kill(), STOP_TIMEOUT_MS);
    }
    if (this.#state.kind !== 'failed') {
      this.#become({ kind: 'failed', error: { code: 'cancelled', message: 'the party is stopped' } });
    }
  }

  #launch(): void {
    const child = this.#fork(this.#port);
    this.#child = child;
    // The second time it is as its owner left it: it may have got another name or code meanwhile.
    child.postMessage({ kind: 'open', party: this.#port === undefined ? this.#beginning : {} });
    this.#readyAtMs = undefined;
    this.#timer = setTimeout(() => {
      this.#log.warn('the party server is not ready in time');
      child.kill();
    }, READY_TIMEOUT_MS);
    child.on('message', (message) => {
      if (!this.#closed) {
        this.#hear(message);
      }
    });
    child.on('exit', (exitCode) => {
      this.#mourn(exitCode);
    });
  }

  #hear(raw: unknown): void {
    const parsed = serverMessageSchema.safeParse(raw);
    if (!parsed.success) {
      this.#log.warn('the party server said something unknown');
      return;
    }
    const message = parsed.data;
    if (message.kind === 'failed') {
      this.#become({ kind: 'failed', error: message.error });
      return;
    }
    clearTimeout(this.#timer);
    this.#readyAtMs = this.#nowMs();
    const { url, fingerprint, hostKey } = message;
    this.#port = Number(new URL(url).port);
    this.#become({ kind: 'hosting', party: { url, fingerprint, hostKey } });
  }

  #mourn(exitCode: number): void {
    clearTimeout(this.#timer);
    this.#child = undefined;
    // A server that said why it cannot start would say the same again.
    if (this.#closed || this.#state.kind === 'failed') {
      this.#ended.resolve(undefined);
      return;
    }
    this.#log.warn('the party server died', { exitCode });
    const wasStable = this.#readyAtMs !== undefined && this.#nowMs() - this.#readyAtMs > STABLE_MS;
    if (!this.#restarted || wasStable) {
      this.#restarted = true;
      this.#become({ kind: 'restarting' });
      this.#launch();
      return;
    }
    const message = `the party's server ended unexpectedly, twice (exit code ${exitCode})`;
    this.#become({ kind: 'failed', error: { code: 'party_failed', message } });
    this.#ended.resolve(undefined);
  }

  #become(state: PartyState): void {
    this.#state = state;
    this.events.emit('partyChanged', state);
  }
}
