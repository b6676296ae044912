import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { AppError } from '../../common/errors.ts';
import { useNavigationStore } from '../stores/navigation.ts';

/** A form in a dialog: what it does is done once at a time, closes the dialog, or says why not. */
export function useDialogForm(): {
  busy: Readonly<Ref<boolean>>;
  problem: Readonly<ShallowRef<AppError | undefined>>;
  submit: (work: () => Promise<void>) => void;
} {
  const navigation = useNavigationStore();
  const busy = ref(false);
  const problem = shallowRef<AppError>();

  async function run(work: () => Promise<void>): Promise<void> {
    busy.value = true;
    problem.value = undefined;
    const opened = navigation.dialog;
    try {
      await work();
      if (navigation.dialog === opened) {
        navigation.dialog = undefined;
      }
    } catch (thrown) {
      problem.value = AppError.from(thrown);
    } finally {
      busy.value = false;
    }
  }

  return {
    busy,
    problem,
    submit: (work) => {
      if (!busy.value) {
        void run(work);
      }
    },
  };
}
