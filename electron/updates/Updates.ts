import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import type { UPDATES_OFF, UpdateState } from '../../common/ipc/updates.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import type { Answers } from '../ipc/answerCalls.ts';
import type { Offer, UpdateSource } from './UpdateSource.ts';

/** What outlasts the app. */
export interface UpdateMemory {
  readonly ignoredVersion?: string | undefined;
  /** Until when nothing is said of a newer version; the system's clock. */
  readonly quietUntilMs: number;
}

export interface UpdatesOptions {
  /** The source, or why there is none. */
  readonly source: UpdateSource | (typeof UPDATES_OFF)[number];
  readonly memory: {
    read(): UpdateMemory;
    change(changed: Partial<UpdateMemory>): void;
  };
  /** Ends what an update would cut off: it is done when no process of the party is left. */
  readonly prepareQuit: () => Promise<void>;
  readonly log: Log;
  readonly nowMs?: () => number;
}

/** Late enough to be in nobody's way at the start. */
const FIRST_CHECK_MS = 30_000;
const CHECK_EVERY_MS = 6 * 3_600_000;
const POSTPONED_MS = 24 * 3_600_000;

/**
 * Whether there is a newer version, and what the person wants of it: they are told once, fetch it when they like, and have it
 * at the next start. Nothing is fetched by itself.
 */
export class Updates implements Closable {
  readonly events = new Emitter<{ changed: UpdateState }>();
  readonly #source: UpdateSource | undefined;
  readonly #options: UpdatesOptions;
  readonly #nowMs: () => number;
  readonly #life = new Lifetime();
  #state: UpdateState;
  /** What the last check found. */
  #offer: Offer | undefined;
  #download: AbortController | undefined;

  constructor(options: UpdatesOptions) {
    const { source, nowMs = Date.now } = options;
    this.#options = options;
    this.#nowMs = nowMs;
    this.#source = typeof source === 'string' ? undefined : source;
    this.#state = typeof source === 'string' ? { kind: 'off', reason: source } : { kind: 'idle', checkedAtMs: null };
    this.#life.add(() => {
      this.#download?.abort();
      this.events.clear();
    });
    if (this.#source !== undefined) {
      this.#checkNowAndThen();
    }
  }

  get state(): UpdateState {
    return this.#state;
  }

  /** Looks for a newer version, unless one is being fetched or is there already. The state says what came of it. */
  async check(): Promise<void> {
    const { kind } = this.#state;
    if (this.#source === undefined || kind === 'checking' || kind === 'downloading' || kind === 'ready') {
      return;
    }
    this.#set({ kind: 'checking' });
    try {
      this.#offer = await this.#source.check();
      this.#set(this.#found());
    } catch (fault) {
      this.#fail(fault, null);
    }
  }

  /** Fetches what was found. The state says how far it is, and what came of it. */
  async download(): Promise<void> {
    const offer = this.#offer;
    if (
      this.#source === undefined ||
      offer === undefined ||
      this.#download !== undefined ||
      this.#state.kind === 'ready'
    ) {
      return;
    }
    const { version } = offer;
    const download = new AbortController();
    this.#download = download;
    this.#set({ kind: 'downloading', version, done: 0 });
    try {
      await this.#source.download((done) => {
        this.#set({ kind: 'downloading', version, done });
      }, download.signal);
      this.#set({ kind: 'ready', version });
    } catch (fault) {
      if (download.signal.aborted) {
        this.#set(this.#found());
      } else {
        this.#fail(fault, version);
      }
    } finally {
      this.#download = undefined;
    }
  }

  cancel(): void {
    this.#download?.abort();
  }

  postpone(): void {
    this.#options.memory.change({ quietUntilMs: this.#nowMs() + POSTPONED_MS });
    this.#retell();
  }

  ignore(): void {
    if (this.#offer !== undefined) {
      this.#options.memory.change({ ignoredVersion: this.#offer.version });
      this.#retell();
    }
  }

  /** @throws AppError `not_found` when nothing was fetched */
  async install(): Promise<void> {
    if (this.#source === undefined || this.#state.kind !== 'ready') {
      throw new AppError('not_found', 'no update is ready');
    }
    await this.#options.prepareQuit();
    this.#source.install();
  }

  close(): void {
    this.#life.end();
  }

  #found(): UpdateState {
    if (this.#offer === undefined) {
      return { kind: 'idle', checkedAtMs: this.#nowMs() };
    }
    const { ignoredVersion, quietUntilMs } = this.#options.memory.read();
    const { version, notes } = this.#offer;
    return { kind: 'available', version, notes, quiet: version === ignoredVersion || this.#nowMs() < quietUntilMs };
  }

  #retell(): void {
    if (this.#state.kind === 'available') {
      this.#set(this.#found());
    }
  }

  #fail(fault: unknown, version: string | null): void {
    const { code, message } = AppError.from(fault);
    this.#options.log.warn('an update could not be had', { code });
    this.#set({ kind: 'failed', failure: { code, message }, version });
  }

  #checkNowAndThen(): void {
    const check = (): void => {
      void this.check(); // never rejects
    };
    const first = setTimeout(check, FIRST_CHECK_MS);
    const later = setInterval(check, CHECK_EVERY_MS);
    this.#life.add(() => {
      clearTimeout(first);
      clearInterval(later);
    });
  }

  #set(state: UpdateState): void {
    this.#state = state;
    if (!this.#life.ended) {
      this.events.emit('changed', state);
    }
  }
}

export const updatesAnswers = (updates: Updates): Answers<'updates'> => ({
  'updates.getState': () => updates.state,
  'updates.check': async () => {
    await updates.check();
    return undefined;
  },
  'updates.download': async () => {
    await updates.download();
    return undefined;
  },
  'updates.cancel': () => {
    updates.cancel();
  },
  'updates.postpone': () => {
    updates.postpone();
  },
  'updates.ignore': () => {
    updates.ignore();
  },
  'updates.install': async () => {
    await updates.install();
    return undefined;
  },
});
