import { computed, watch } from 'vue';
import type { ServerLook } from '../servers/look.ts';
import type { OpenServer } from '../servers/OpenServer.ts';
import type { Servers } from '../servers/Servers.ts';
import { usePartyStore } from '../stores/party.ts';
import { useReadsStore } from '../stores/reads.ts';
import { useServerStore, type ServerState } from '../stores/server.ts';
import { useVoiceStore } from '../stores/voice.ts';
import type { Connection } from './useConnection.ts';

const STANDING: Readonly<Record<ServerState['kind'], ServerLook['standing']>> = {
  signedOut: 'out',
  refused: 'out',
  waiting: 'coming',
  connecting: 'coming',
  welcomed: 'there',
  lost: 'away',
};

/** Tells how this server looks to who is at another one. */
export function useLook(servers: Servers, open: OpenServer, connection: Connection): void {
  const server = useServerStore();
  const voice = useVoiceStore();
  const reads = useReadsStore();
  const party = usePartyStore();

  const others = computed(() =>
    [...server.members.values()].some(({ id, presence }) => presence !== 'offline' && id !== server.self?.memberId),
  );
  const call = computed(() => {
    const { state } = voice;
    const inCall = state.kind === 'joining' || state.kind === 'connected' || state.kind === 'reconnecting';
    return inCall ? (server.channelName(state.channelId) ?? '') : undefined;
  });
  const standing = computed(() => {
    const { state } = server;
    return state.kind === 'connecting' && state.problem !== undefined ? 'away' : STANDING[state.kind];
  });
  watch(
    [
      () => server.name ?? connection.destination.value?.name,
      () => connection.destination.value?.url,
      standing,
      () => reads.unread,
      () => reads.mentions,
      () => party.waiting.length,
      others,
      call,
    ] as const,
    ([name, url, now, unread, mentions, waiting, withOthers, channel]) => {
      servers.tell(open, { name, url, standing: now, unread, mentions, waiting, others: withOthers, call: channel });
    },
    { immediate: true, flush: 'sync' },
  );
}
