import {
  computed,
  inject,
  onScopeDispose,
  shallowRef,
  watch,
  type ComputedRef,
  type InjectionKey,
  type Ref,
} from 'vue';
import { AppError } from '../../common/errors.ts';
import type { PartyState, PartyWish } from '../../common/ipc/party.ts';
import type { Platform } from '../platform/index.ts';
import type { Errand } from '../servers/errand.ts';
import type { Servers } from '../servers/Servers.ts';

export interface Hosting {
  readonly state: Readonly<Ref<PartyState>>;
  /** The party that this app hosts is what is shown. */
  readonly here: ComputedRef<boolean>;
  /** Others are in it, or may be: only who is there sees who else is. */
  readonly guests: ComputedRef<boolean>;
  /** Hosts, and goes in under this name. What keeps it from hosting is in the state. */
  host(wish: PartyWish, name: string): void;
  /** Goes into the party that is hosted. */
  goIn(name: string): void;
  /** Ends the party, and with it one's being there. */
  stop(): void;
}

export const HOSTING: InjectionKey<Hosting | undefined> = Symbol('hosting');

/** The party of the app at hand, followed; undefined in a browser. */
export function openHosting({ party }: Platform, servers: Servers): Hosting | undefined {
  if (party === undefined) {
    return undefined;
  }
  const state = shallowRef<PartyState>({ kind: 'idle' });
  const url = shallowRef<string>();
  let told = false;

  function become(now: PartyState): void {
    told = true;
    state.value = now;
    if (now.kind === 'hosting') {
      url.value = now.party.url;
    }
  }
  onScopeDispose(party.onChanged(become));
  party.getState().then(
    (now) => {
      if (!told) {
        become(now);
      }
    },
    () => undefined, // the next change tells
  );

  const own = computed(() =>
    url.value === undefined ? undefined : servers.all.value.find(({ look }) => look.value.url === url.value),
  );
  const here = computed(() => own.value?.shown.value === true);
  const guests = computed(() => {
    const { kind } = state.value;
    const { standing, others } = own.value?.look.value ?? { standing: 'away', others: true };
    return (kind === 'hosting' || kind === 'restarting') && (standing !== 'there' || others);
  });
  // What is over has nothing to show. One that failed says so where it can be started again.
  watch(state, ({ kind }) => {
    if (own.value !== undefined && (kind === 'idle' || kind === 'failed')) {
      servers.leave(own.value);
    }
  });

  function goIn(name: string, more: Pick<Errand, 'dialog'> = {}): void {
    if (state.value.kind === 'hosting') {
      const { url: to, hostKey, fingerprint } = state.value.party;
      servers.visit({ to: { url: to, hostKey, fingerprint }, name, ...more });
    }
  }

  return {
    state,
    here,
    guests,
    host(wish, name) {
      party.host(wish).then(
        () => {
          // First of all others have to hear of it.
          goIn(name, { dialog: 'party' });
        },
        (thrown: unknown) => {
          const { code, message } = AppError.from(thrown);
          // One that runs already says how it is by itself.
          if (code !== 'already_hosting') {
            become({ kind: 'failed', error: { code, message } });
          }
        },
      );
    },
    goIn: (name) => {
      goIn(name);
    },
    stop() {
      party.stop().catch(() => undefined); // the state says how far it came
    },
  };
}

export function useHosting(): Hosting | undefined {
  return inject(HOSTING, undefined);
}
