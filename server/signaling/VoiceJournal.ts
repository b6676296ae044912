import type { MemberId } from '../../common/ids.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import type { VoiceStateChange } from '../store/voiceStates.ts';

/** Changes within this time are written in one transaction: no join or mute waits for the disk. */
const WRITE_DELAY_MS = 200;

/** Writes who is where, muted or deafened, behind the events (S5, S19). */
export class VoiceJournal implements Closable {
  readonly #save: (states: readonly VoiceStateChange[]) => Promise<void>;
  readonly #log: Log;
  readonly #changed = new Map<MemberId, VoiceStateChange>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(save: (states: readonly VoiceStateChange[]) => Promise<void>, log: Log) {
    this.#save = save;
    this.#log = log;
  }

  note(state: VoiceStateChange): void {
    if (this.#closed) {
      return;
    }
    this.#changed.set(state.memberId, state);
    this.#timer ??= setTimeout(() => {
      void this.settle();
    }, WRITE_DELAY_MS);
  }

  /** Resolves when everything noted so far is written, or failed and was logged. */
  async settle(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const states = [...this.#changed.values()];
    this.#changed.clear();
    this.#writing = this.#writing.then(async () => this.#write(states));
    await this.#writing;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #write(states: readonly VoiceStateChange[]): Promise<void> {
    if (states.length === 0) {
      return;
    }
    try {
      await this.#save(states);
    } catch (fault) {
      this.#log.error('Voice states could not be written', fault);
    }
  }
}
