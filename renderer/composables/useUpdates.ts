import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { AppError } from '../../common/errors.ts';
import type { UpdateState } from '../../common/ipc/updates.ts';
import { usePlatform } from './usePlatform.ts';

type Wish = 'check' | 'download' | 'cancel' | 'postpone' | 'ignore' | 'install';

export interface OwnUpdates {
  /** undefined in a browser, and until main has said so. */
  readonly state: Readonly<ShallowRef<UpdateState | undefined>>;
  /** Why the last wish could not be met; what comes of a met one is in the state. */
  readonly problem: Readonly<ShallowRef<AppError | undefined>>;
  readonly ask: (wish: Wish) => Promise<void>;
}

/** What the app knows of newer versions of itself, and what a person may want of it. */
export function useUpdates(): OwnUpdates {
  const state = shallowRef<UpdateState>();
  const problem = shallowRef<AppError>();
  const { updates } = usePlatform();
  if (updates !== undefined) {
    onScopeDispose(
      updates.onChanged((changed) => {
        state.value = changed;
      }),
    );
    updates.getState().then(
      (now) => (state.value ??= now),
      () => undefined, // then nothing is said of updates
    );
  }
  return {
    state,
    problem,
    ask: async (wish) => {
      try {
        problem.value = undefined;
        await updates?.[wish]();
      } catch (thrown) {
        problem.value = AppError.from(thrown);
      }
    },
  };
}
