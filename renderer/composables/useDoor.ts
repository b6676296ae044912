import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { DoorOffer } from '../../common/accounts.ts';
import { askDoor } from '../platform/serverHealth.ts';
import type { Destination } from '../servers/errand.ts';

/** As whom somebody comes in who is not known on this device. */
export type Way = 'guest' | 'signIn' | 'register';

export interface Door {
  /** undefined until the server says, and of one that does not. */
  readonly offer: Readonly<ShallowRef<DoorOffer | undefined>>;
  readonly ways: ComputedRef<readonly Way[]>;
  /** By which one comes, as long as it holds. */
  readonly invite: ComputedRef<string | undefined>;
  /** One was brought that does not hold. */
  readonly inviteOver: ComputedRef<boolean>;
}

const waysOf = ({ guests, registration, ownerWanted, invite }: DoorOffer): Way[] => {
  const registers = registration === 'open' || ownerWanted || (registration === 'invite' && invite !== null);
  return [...(guests ? (['guest'] as const) : []), 'signIn', ...(registers ? (['register'] as const) : [])];
};

/** What the server at hand offers to whoever comes. */
export function useDoor(destination: Readonly<ShallowRef<Destination | undefined>>): Door {
  const offer = shallowRef<DoorOffer>();
  watch(
    destination,
    (at) => {
      offer.value = undefined;
      if (at !== undefined) {
        void askDoor(at.url, at.invite).then((told) => {
          if (destination.value === at) {
            offer.value = told;
          }
        });
      }
    },
    { immediate: true },
  );
  return {
    offer,
    ways: computed(() => (offer.value === undefined ? ['guest'] : waysOf(offer.value))),
    invite: computed(() => (offer.value?.invite === null ? undefined : destination.value?.invite)),
    inviteOver: computed(() => destination.value?.invite !== undefined && offer.value?.invite === null),
  };
}
