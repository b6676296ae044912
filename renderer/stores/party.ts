import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { AppError } from '../../common/errors.ts';
import type { MemberId } from '../../common/ids.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { DoorSettings, Newcomer } from '../../common/party.ts';
import type { RequestAnswer, RequestInput } from '../../common/signaling.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import { useAccessStore } from './access.ts';

export type PartyOverview = RequestAnswer<'loadParty'>;

/** The party as its owner sees it: who waits, who is there and from where, and what is chosen. */
export const usePartyStore = defineStore('party', () => {
  const access = useAccessStore();
  const overview = shallowRef<PartyOverview>();
  let lifetime = new Lifetime();
  let attached: ServerSession | undefined;

  function attach(session: ServerSession): void {
    detach();
    attached = session;
    lifetime.add(
      session.events.on('welcomed', () => {
        // It fails where the connection is lost again: the next welcome asks anew.
        refresh().catch(() => undefined);
      }),
    );
    lifetime.add(
      session.signaling.onNotice('doorChanged', ({ settings, waiting }) => {
        if (overview.value !== undefined) {
          overview.value = { ...overview.value, settings, waiting };
        }
      }),
    );
  }

  function detach(): void {
    lifetime.end();
    lifetime = new Lifetime();
    attached = undefined;
    overview.value = undefined;
  }

  function signaling(): ServerSession['signaling'] {
    if (attached === undefined) {
      throw new AppError('disconnected', 'a party without a connection');
    }
    return attached.signaling;
  }

  /** @throws AppError */
  async function refresh(): Promise<void> {
    if (access.may('manageServer')) {
      overview.value = await signaling().request('loadParty', {});
    }
  }

  return {
    overview,
    waiting: computed<readonly Newcomer[]>(() => overview.value?.waiting ?? []),
    settings: computed<DoorSettings | undefined>(() => overview.value?.settings),
    attach,
    detach,
    refresh,
    /** @throws AppError */
    async update(change: RequestInput<'updateParty'>): Promise<void> {
      const { settings } = await signaling().request('updateParty', change);
      if (overview.value !== undefined) {
        overview.value = { ...overview.value, settings };
      }
    },
    /** @throws AppError */
    async openOutside(open: boolean): Promise<void> {
      const { outside } = await signaling().request('openOutside', { open });
      if (overview.value !== undefined) {
        overview.value = { ...overview.value, outside };
      }
    },
    /** Whoever gave up meanwhile is gone from the list already. */
    decide(id: number, admit: boolean): void {
      signaling()
        .request('decideNewcomer', { id, admit })
        .catch(() => undefined);
    },
    /** @throws AppError */
    async kick(memberId: MemberId): Promise<void> {
      await signaling().request('kickMember', { memberId });
      await refresh();
    },
  };
});
