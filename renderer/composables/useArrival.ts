import { inject, onScopeDispose, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import { AppError } from '../../common/errors.ts';
import type { Meeting } from '../../common/ipc/trust.ts';
import type { Platform } from '../platform/index.ts';
import { rememberedName } from '../stores/identity.ts';
import type { Servers } from '../servers/Servers.ts';

/** Where somebody wants to go. */
export interface Goal {
  readonly origins: readonly string[];
  /** The certificate that it should have. */
  readonly promised?: string | undefined;
  /** Lets one in there. */
  readonly token?: string | undefined;
  readonly by: 'invite' | 'nearby' | 'address';
  /** What it is called, as far as anybody said so. */
  readonly name?: string | undefined;
}

export type ArrivalState =
  | { readonly kind: 'resting' }
  /** A link was opened outside of the app, by whomever: the person is asked first. */
  | { readonly kind: 'invited'; readonly goal: Goal }
  | { readonly kind: 'meeting'; readonly goal: Goal }
  /** The person decides: a party that was never met, or one that is not the one it was or should be. */
  | { readonly kind: 'asking'; readonly goal: Goal; readonly meeting: Meeting }
  | { readonly kind: 'failed'; readonly goal: Goal; readonly error: AppError };

export interface Arrival {
  readonly state: Readonly<ShallowRef<ArrivalState>>;
  go(goal: Goal): void;
  /** The person trusts what is there. */
  trust(): void;
  cancel(): void;
  /** Who cannot be reached any more may be somebody else by now: then `changed` is told, and the person is asked. */
  doubt(at: string, name: string | undefined, changed: () => void): void;
}

export const ARRIVAL: InjectionKey<Arrival | undefined> = Symbol('arrival');

/** The way to a party: its certificate is looked at before anything is said to it. undefined in a browser. */
export function openArrival({ trust: calls, links }: Platform, servers: Servers): Arrival | undefined {
  if (calls === undefined) {
    return undefined;
  }
  const { meet: ask, accept } = calls;
  const state = shallowRef<ArrivalState>({ kind: 'resting' });
  let turn = 0;

  function meet(goal: Goal, met: (meeting: Meeting) => void): void {
    turn += 1;
    const mine = turn;
    const { by, promised } = goal;
    ask({ origins: [...goal.origins], by, ...(promised === undefined ? {} : { promised }) }).then(
      (meeting) => {
        if (mine === turn) {
          met(meeting);
        }
      },
      (thrown: unknown) => {
        if (mine === turn && state.value.kind === 'meeting') {
          state.value = { kind: 'failed', goal, error: AppError.from(thrown) };
        }
      },
    );
  }

  function visit({ name, token }: Goal, { origin, fingerprint, vouched }: Meeting): void {
    state.value = { kind: 'resting' };
    const self = rememberedName();
    servers.visit({
      to: {
        url: origin,
        invite: token,
        ...(vouched ? {} : { fingerprint }),
        ...(name === undefined ? {} : { name }),
      },
      name: self === '' || token !== undefined ? undefined : self, // an invite opens the door with what it grants
    });
  }

  function takeLink(): void {
    links?.take().then(
      (link) => {
        if (link !== null) {
          turn += 1;
          state.value = { kind: 'invited', goal: { origins: [link.origin], promised: link.fingerprint, by: 'invite' } };
        }
      },
      () => undefined, // main is gone
    );
  }
  const stopLinks = links?.onWaiting(takeLink);
  takeLink();
  onScopeDispose(() => {
    turn += 1;
    stopLinks?.();
  });

  return {
    state,
    go(goal) {
      state.value = { kind: 'meeting', goal };
      meet(goal, (meeting) => {
        if (meeting.verdict === 'known') {
          visit(goal, meeting);
        } else {
          state.value = { kind: 'asking', goal, meeting };
        }
      });
    },
    trust() {
      const { value } = state;
      if (value.kind === 'asking') {
        const { origin, fingerprint } = value.meeting;
        accept({ origin, fingerprint }).then(
          () => {
            visit(value.goal, value.meeting);
          },
          (thrown: unknown) => {
            state.value = { kind: 'failed', goal: value.goal, error: AppError.from(thrown) };
          },
        );
      }
    },
    cancel() {
      turn += 1;
      state.value = { kind: 'resting' };
    },
    doubt(at, name, changed) {
      if (state.value.kind === 'resting') {
        const goal: Goal = { origins: [at], by: 'address', name };
        meet(goal, (meeting) => {
          if (meeting.verdict === 'changed') {
            changed();
            state.value = { kind: 'asking', goal, meeting };
          }
        });
      }
    },
  };
}

export function useArrival(): Arrival | undefined {
  return inject(ARRIVAL, undefined);
}
