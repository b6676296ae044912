import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { HostedParty, PartyState, PartyWish } from '../../common/ipc/party.ts';
import type { PartyBeginning } from '../../common/ipc/server.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import { LanHost, type ServerChild } from './LanHost.ts';

export interface PartyHostOptions {
  /** Starts the built server. @param port undefined is the usual one, 0 any free one */
  readonly fork: (port: number | undefined) => ServerChild;
  readonly log: Log;
}

/** The party that the person at this app hosts, or none: one at a time, from their wish until they stop it. */
export class PartyHost implements Closable {
  readonly events = new Emitter<{ partyChanged: PartyState }>();
  readonly #options: PartyHostOptions;
  #state: PartyState = { kind: 'idle' };
  #run: LanHost | undefined;
  #closed = false;

  constructor(options: PartyHostOptions) {
    this.#options = options;
  }

  get state(): PartyState {
    return this.#state;
  }

  /** Settled when no process of the party is left. */
  get ended(): Promise<void> {
    return this.#run?.ended ?? Promise.resolve();
  }

  /**
   * Hosts, and answers when guests may come.
   * @throws AppError what keeps it from hosting; `already_hosting` where a party runs
   */
  async host({ anyPort, ...beginning }: PartyWish): Promise<HostedParty> {
    return this.begin(beginning, anyPort);
  }

  /** The same with what is not chosen as it was left. */
  async begin(beginning: PartyBeginning, anyPort = false): Promise<HostedParty> {
    this.#requireOpen();
    if (this.#state.kind !== 'idle' && this.#state.kind !== 'failed') {
      throw new AppError('already_hosting', `a party is ${this.#state.kind}`);
    }
    this.#become({ kind: 'starting' });
    // One that failed may have a process that is about to end.
    await this.#run?.ended;
    this.#requireOpen();
    const { fork, log } = this.#options;
    const run = LanHost.start({ fork: (port) => fork(port ?? (anyPort ? 0 : undefined)), beginning, log });
    this.#run = run;
    run.events.on('partyChanged', (state) => {
      if (!this.#closed && this.#state.kind !== 'stopping') {
        this.#become(state);
      }
    });
    return run.party();
  }

  /** Tells the guests, and answers when nothing of the party is left. */
  async stop(): Promise<void> {
    const run = this.#run;
    if (run === undefined) {
      return;
    }
    if (this.#state.kind !== 'failed') {
      this.#become({ kind: 'stopping' });
    }
    run.close();
    await run.ended;
    if (this.#run === run) {
      this.#run = undefined;
      this.#become({ kind: 'idle' });
    }
  }

  close(): void {
    this.#closed = true;
    this.#run?.close();
  }

  #requireOpen(): void {
    if (this.#closed) {
      throw new AppError('cancelled', 'the app is closing');
    }
  }

  #become(state: PartyState): void {
    this.#state = state;
    this.events.emit('partyChanged', state);
  }
}
