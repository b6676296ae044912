import { Emitter } from '../../common/emitter.ts';
import { GLOBAL_ACTIONS, type SourceState, type WantedKeys } from '../../common/ipc/shortcuts.ts';
import type { Log } from '../../common/log.ts';
import { hookMessage, type HookOrder } from './hookMessages.ts';
import type { ShortcutSource, SourceEvents } from './source.ts';

/** As much of Electron's UtilityProcess as is used. */
export interface HookChild {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (exitCode: number) => void): unknown;
  postMessage(message: HookOrder): void;
  kill(): boolean;
}

export interface HookOptions {
  /** Starts `hook.ts`. */
  readonly fork: () => HookChild;
  /** Why it cannot work in this session; undefined where it may. */
  readonly obstacle: 'noDisplay' | 'wayland' | undefined;
  readonly log: Log;
}

/** Keys of the whole system, by a hook that runs while keys are wanted and in no other time. */
export class HookSource implements ShortcutSource {
  readonly events = new Emitter<SourceEvents>();
  readonly #options: HookOptions;
  #child: HookChild | undefined;
  #state: SourceState;
  #closed = false;

  constructor(options: HookOptions) {
    this.#options = options;
    this.#state = { source: 'hook', state: 'off', fault: null, hint: null };
  }

  get state(): SourceState {
    return this.#state;
  }

  want({ on, talk, mute }: WantedKeys): void {
    if (this.#closed || !on || (talk === null && mute === null)) {
      this.#stop();
      return;
    }
    const { obstacle } = this.#options;
    if (obstacle !== undefined) {
      this.#become({ state: 'unavailable', fault: obstacle });
      return;
    }
    this.#child ??= this.#start();
    this.#child.postMessage({ kind: 'want', wanted: { talk, mute } });
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #start(): HookChild {
    const child = this.#options.fork();
    this.#become({ state: 'starting', fault: null });
    child.on('message', (raw) => {
      const parsed = hookMessage.safeParse(raw);
      if (child !== this.#child || !parsed.success) {
        return;
      }
      const message = parsed.data;
      if (message.kind === 'pressed') {
        this.events.emit('pressed', { action: message.action, kind: message.edge });
      } else if (message.kind === 'ready') {
        this.#become({ state: 'ready', fault: null });
      } else {
        this.#lose(message.fault);
      }
    });
    child.on('exit', (exitCode) => {
      if (child === this.#child) {
        this.#options.log.warn('the hook for keys ended', { exitCode });
        this.#lose('crashed');
      }
    });
    return child;
  }

  #lose(fault: NonNullable<SourceState['fault']>): void {
    this.#child = undefined;
    this.#letGo();
    this.#become({ state: 'unavailable', fault });
  }

  #stop(): void {
    const child = this.#child;
    this.#child = undefined;
    if (child !== undefined) {
      child.kill();
      this.#letGo();
    }
    this.#become({ state: 'off', fault: null });
  }

  /** What was held by it is held no more. */
  #letGo(): void {
    for (const action of GLOBAL_ACTIONS) {
      this.events.emit('pressed', { action, kind: 'lost' });
    }
  }

  #become(changed: Pick<SourceState, 'state' | 'fault'>): void {
    if (changed.state !== this.#state.state || changed.fault !== this.#state.fault) {
      this.#state = { ...this.#state, ...changed };
      this.events.emit('changed', null);
    }
  }
}
