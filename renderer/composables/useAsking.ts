import { shallowRef, type ShallowRef } from 'vue';
import { AppError } from '../../common/errors.ts';
import { useText } from '../text/index.ts';

/** Something that is asked of the server by a press: whether it is on its way, and why it was refused. */
export function useAsking(): {
  readonly busy: Readonly<ShallowRef<boolean>>;
  readonly problem: Readonly<ShallowRef<string | undefined>>;
  /** @returns whether it was done */
  readonly ask: (work: () => Promise<unknown>) => Promise<boolean>;
} {
  const { failure } = useText();
  const busy = shallowRef(false);
  const problem = shallowRef<string>();
  return {
    busy,
    problem,
    ask: async (work) => {
      busy.value = true;
      problem.value = undefined;
      try {
        await work();
        return true;
      } catch (thrown) {
        problem.value = failure(AppError.from(thrown)).sentence;
        return false;
      } finally {
        busy.value = false;
      }
    },
  };
}
