import { computed, defineAsyncComponent, readonly, shallowRef, type AsyncComponentLoader, type Component } from 'vue';
import { loadLaterWords } from '../text/later.ts';

/** Below this nothing is told: a part that comes at once needs no word. */
const PATIENCE_MS = 150;
const TRIES = 2;
const AGAIN_MS = 500;

const waiting = shallowRef(0);
const failed = shallowRef(false);

/** What of the app comes later, for who tells of it: it is loaded when it is opened first, and may be gone by then. */
export const laterParts = {
  /** Something is loaded for longer than a moment. */
  loading: computed(() => waiting.value > 0),
  /** Something could not be loaded: the server has another version by now, or is not there. */
  failed: readonly(failed),
  dismiss: (): void => {
    failed.value = false;
  },
  /** Something that is no component could not be loaded. */
  tellFailed,
};

const loaders = new Set<() => Promise<unknown>>();

/** A component that is loaded with its words when it is shown first: nothing of it is on the way into a call. */
export const lazyPart = <C extends Component>(load: AsyncComponentLoader<C>): C => {
  loaders.add(load);
  return defineAsyncComponent({
    loader: async () => told(() => withWords(load)),
    onError(_error, retry, fail, attempts) {
      if (attempts < TRIES) {
        setTimeout(retry, AGAIN_MS); // once, and of no consequence to a page that is left
      } else {
        tellFailed();
        fail();
      }
    },
  });
};

/** Fetches all parts that come later, one after the other, for as long as it may. What does not come is told when opened. */
export const fetchParts = async (mayGoOn: () => boolean): Promise<void> => {
  for (const load of loaders) {
    if (!mayGoOn()) {
      return;
    }
    await withWords(load).catch(() => undefined);
  }
};

function tellFailed(): void {
  failed.value = true;
}

async function withWords<T>(load: () => Promise<T>): Promise<T> {
  const [part] = await Promise.all([load(), loadLaterWords()]);
  return part;
}

async function told<T>(load: () => Promise<T>): Promise<T> {
  let counted = 0;
  const patience = setTimeout(() => {
    counted = 1;
    waiting.value += 1;
  }, PATIENCE_MS);
  try {
    return await load();
  } finally {
    clearTimeout(patience);
    waiting.value -= counted;
  }
}
