import { defineStore } from 'pinia';
import { onScopeDispose, shallowRef } from 'vue';
import { AppError } from '../../common/errors.ts';
import { QUERY_MAX_LENGTH, type Message } from '../../common/messages.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import type { SearchQuery } from './searchQuery.ts';

export type SearchState =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'searching' }
  | {
      readonly kind: 'found';
      readonly query: SearchQuery;
      readonly messages: readonly Message[];
      readonly more: boolean;
      readonly loadingMore: boolean;
    }
  | { readonly kind: 'failed'; readonly query: SearchQuery; readonly error: AppError };

const PAGE_SIZE = 25;

/** Messages that were looked for. */
export const useSearchStore = defineStore('search', () => {
  const state = shallowRef<SearchState>({ kind: 'nothing' });
  let session: ServerSession | undefined;
  let asked = Symbol('search');

  function clear(): void {
    asked = Symbol('search');
    state.value = { kind: 'nothing' };
  }

  async function ask(query: SearchQuery, before: readonly Message[]): Promise<void> {
    const ask = Symbol('search');
    asked = ask;
    const last = before.at(-1);
    try {
      if (session === undefined) {
        throw new AppError('disconnected', 'searched without a session');
      }
      const { messages, more } = await session.signaling.request('searchMessages', {
        ...query,
        query: query.query.slice(0, QUERY_MAX_LENGTH),
        limit: PAGE_SIZE,
        ...(last === undefined ? {} : { before: last.id }),
      });
      if (asked === ask) {
        state.value = { kind: 'found', query, messages: [...before, ...messages], more, loadingMore: false };
      }
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (asked === ask) {
        state.value = { kind: 'failed', query, error };
      }
    }
  }

  onScopeDispose(clear);

  return {
    state,
    attach: (attached: ServerSession) => {
      clear();
      session = attached;
    },
    detach: () => {
      clear();
      session = undefined;
    },
    clear,
    find: (query: SearchQuery) => {
      state.value = { kind: 'searching' };
      return ask(query, []);
    },
    findMore: async () => {
      if (state.value.kind === 'found' && !state.value.loadingMore) {
        const { query, messages } = state.value;
        state.value = { ...state.value, loadingMore: true };
        await ask(query, messages);
      }
    },
  };
});
