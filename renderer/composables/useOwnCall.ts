import { computed, type ComputedRef } from 'vue';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import { useServerStore } from '../stores/server.ts';
import { useVoiceStore } from '../stores/voice.ts';

interface OwnCall {
  /** Where one is, also while the way back there is looked for. */
  readonly channel: ComputedRef<ChannelId | undefined>;
  /** The others there: the same set as long as nobody comes or goes. */
  readonly others: ComputedRef<ReadonlySet<MemberId>>;
}

/** The call that one is in, as far as who is there goes. */
export function useOwnCall(): OwnCall {
  const server = useServerStore();
  const voice = useVoiceStore();

  const channel = computed<ChannelId | undefined>((before) =>
    voice.state.kind === 'connected' || (voice.state.kind === 'reconnecting' && before === voice.state.channelId)
      ? voice.state.channelId
      : undefined,
  );
  const others = computed<ReadonlySet<MemberId>>((before) => {
    const people = channel.value === undefined ? undefined : server.voiceMembers.get(channel.value);
    const now = (people ?? []).map(({ memberId }) => memberId).filter((id) => id !== server.self?.memberId);
    // Speaking changes the list many times a second; who is in it does not, and the same set tells nobody anything.
    const same = before?.size === now.length && now.every((id) => before.has(id));
    return same ? before : new Set(now);
  });
  return { channel, others };
}
