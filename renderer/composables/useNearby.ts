import { onScopeDispose, readonly, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { Nearby } from '../../common/ipc/nearby.ts';
import { usePlatform } from './usePlatform.ts';

/** Within it whoever is there has answered, or is not there. */
const SEARCH_MS = 4_000;

export interface NearbyParties {
  /** undefined until main has answered. */
  readonly nearby: Readonly<ShallowRef<Nearby | undefined>>;
  /** It may still be too early to say that nobody is there. */
  readonly searching: Readonly<Ref<boolean>>;
}

/** The parties on this network, looked for as long as the component is there; nothing in a browser. */
export function useNearby(): NearbyParties {
  const nearby = shallowRef<Nearby>();
  const searching = ref(true);
  const { nearby: calls } = usePlatform();
  if (calls !== undefined) {
    const stop = calls.onChanged((changed) => (nearby.value = changed));
    const timer = setTimeout(() => (searching.value = false), SEARCH_MS);
    onScopeDispose(() => {
      stop();
      clearTimeout(timer);
      calls.unwatch().catch(() => undefined); // main is gone
    });
    calls.watch().then(
      (now) => (nearby.value ??= now),
      () => (searching.value = false),
    );
  }
  return { nearby, searching: readonly(searching) };
}
