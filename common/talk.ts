/** The key to talk, wherever it is pressed: in the window, by the system's means, or by a command. */

export const GLOBAL_SOURCES = ['hook', 'portal', 'command'] as const;
export type GlobalSource = (typeof GLOBAL_SOURCES)[number];
type TalkSource = 'window' | GlobalSource;

export interface TalkState {
  /** Who holds it down now: one press may be seen by two. */
  readonly holders: ReadonlySet<TalkSource>;
  readonly talking: boolean;
}

export type TalkEvent =
  | { readonly kind: 'down' | 'up' | 'lost'; readonly source: TalkSource }
  /** Whatever is held counts no more: the keyboard is gone, or was held for longer than anybody talks. */
  | { readonly kind: 'release' };

export const SILENT: TalkState = { holders: new Set(), talking: false };

/**
 * @param toggle pressed once to talk and once more to end, instead of held
 * @returns the same state where nothing changes
 */
export function talkAfter(state: TalkState, event: TalkEvent, toggle: boolean): TalkState {
  if (event.kind === 'release') {
    return state.holders.size > 0 || state.talking ? SILENT : state;
  }
  const { source, kind } = event;
  if (state.holders.has(source) === (kind === 'down')) {
    return state; // a key that repeats, or is let go twice
  }
  const holders = new Set(state.holders);
  if (kind === 'down') {
    holders.add(source);
  } else {
    holders.delete(source);
  }
  const begins = kind === 'down' && holders.size === 1;
  return { holders, talking: toggle ? state.talking !== begins : holders.size > 0 };
}
