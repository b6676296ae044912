import type { Emitter } from '../../common/emitter.ts';
import type { GlobalAction, SourceState, WantedKeys } from '../../common/ipc/shortcuts.ts';
import type { Closable } from '../../common/lifetime.ts';

export interface SourceEvents {
  changed: null;
  pressed: { readonly action: GlobalAction; readonly kind: 'down' | 'up' | 'lost' };
}

/** One way by which keys reach the app from outside of its window. */
export interface ShortcutSource extends Closable {
  readonly events: Emitter<SourceEvents>;
  readonly state: SourceState;
  want(keys: WantedKeys): void;
}
