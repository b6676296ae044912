import { Emitter } from '../../common/emitter.ts';
import { GLOBAL_ACTIONS, type GlobalKey, type SourceState, type WantedKeys } from '../../common/ipc/shortcuts.ts';
import type { Log } from '../../common/log.ts';
import { Portal, PortalFault, type PortalShortcut } from './Portal.ts';
import type { ShortcutSource, SourceEvents } from './source.ts';

export interface PortalOptions {
  readonly log: Log;
  /** The session's own where undefined. */
  readonly busAddress?: string | undefined;
}

const FAULTS = { absent: 'noPortal', refused: 'declined', lost: 'crashed' } as const;

/** Keys that the desktop itself gives to the app, where Wayland lets no program see those of others. */
export class PortalSource implements ShortcutSource {
  readonly events = new Emitter<SourceEvents>();
  readonly #options: PortalOptions;
  #state: SourceState = { source: 'portal', state: 'off', fault: null, hint: null };
  #portal: Portal | undefined;
  /** What is bound or being bound; empty for nothing. A session binds once, so other wishes need another. */
  #wish = '';
  #closed = false;

  constructor(options: PortalOptions) {
    this.#options = options;
  }

  get state(): SourceState {
    return this.#state;
  }

  want({ on, texts, ...keys }: WantedKeys): void {
    const shortcuts = GLOBAL_ACTIONS.flatMap((id): PortalShortcut[] => {
      const key = keys[id];
      return key === null || !on || this.#closed ? [] : [{ id, description: texts[id], trigger: triggerOf(key) }];
    });
    const wish = shortcuts.length === 0 ? '' : JSON.stringify(shortcuts);
    if (wish === this.#wish) {
      return;
    }
    this.#wish = wish;
    this.#drop();
    if (wish === '') {
      this.#become('off', null);
      return;
    }
    this.#become('starting', null);
    Portal.open(shortcuts, this.#options.busAddress).then(
      (portal) => {
        this.#take(portal, wish);
      },
      (fault: unknown) => {
        if (wish === this.#wish) {
          this.#options.log.info('the desktop gives no keys', {
            reason: fault instanceof PortalFault ? fault.reason : '',
          });
          this.#become('unavailable', FAULTS[fault instanceof PortalFault ? fault.reason : 'absent']);
        }
      },
    );
  }

  close(): void {
    this.#closed = true;
    this.#wish = '';
    this.#drop();
  }

  #take(portal: Portal, wish: string): void {
    if (wish !== this.#wish) {
      portal.close();
      return;
    }
    this.#portal = portal;
    portal.events.on('pressed', ({ id, down }) => {
      const action = GLOBAL_ACTIONS.find((one) => one === id);
      if (action !== undefined) {
        this.events.emit('pressed', { action, kind: down ? 'down' : 'up' });
      }
    });
    portal.events.on('lost', () => {
      this.#drop();
      this.#become('unavailable', 'crashed');
    });
    this.#become('ready', null);
  }

  #drop(): void {
    if (this.#portal !== undefined) {
      this.#portal.close();
      this.#portal = undefined;
      // What was held by it is held no more.
      for (const action of GLOBAL_ACTIONS) {
        this.events.emit('pressed', { action, kind: 'lost' });
      }
    }
  }

  #become(state: SourceState['state'], fault: SourceState['fault']): void {
    this.#state = { ...this.#state, state, fault };
    this.events.emit('changed', null);
  }
}

/** What the desktop may propose: it knows keys by what they write, so only those that say it in their name. */
function triggerOf({ code, ctrl, alt, shift, meta }: GlobalKey): string | undefined {
  const [, letter, digit, other] = /^(?:Key([A-Z])|Digit(\d)|(F\d{1,2}|Space|Insert|Pause))$/u.exec(code) ?? [];
  const key = letter?.toLowerCase() ?? digit ?? (other === 'Space' ? 'space' : other);
  const held = [
    ...(ctrl ? ['CTRL'] : []),
    ...(alt ? ['ALT'] : []),
    ...(shift ? ['SHIFT'] : []),
    ...(meta ? ['LOGO'] : []),
  ];
  return key === undefined ? undefined : [...held, key].join('+');
}
