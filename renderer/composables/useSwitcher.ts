import { computed, type ComputedRef } from 'vue';
import type { TextChannel, VoiceChannel, Member } from '../../common/community.ts';
import { useNavigationStore } from '../stores/navigation.ts';
import { useRecentStore } from '../stores/recent.ts';
import { useServerStore } from '../stores/server.ts';
import { useVoiceStore } from '../stores/voice.ts';
import { fuzzyScore } from '../text/fuzzy.ts';

/** Somewhere to go. */
export type Target =
  | { readonly kind: 'text'; readonly id: string; readonly name: string; readonly channel: TextChannel }
  | { readonly kind: 'voice'; readonly id: string; readonly name: string; readonly channel: VoiceChannel }
  | { readonly kind: 'person'; readonly id: string; readonly name: string; readonly member: Member };

const SHOWN_MAX = 50;
/** A first character that asks for one kind only. */
const KINDS: Readonly<Record<string, Target['kind']>> = { '#': 'text', '!': 'voice', '@': 'person' };

export interface Switcher {
  /** The best first; where nothing is typed, the latest. */
  readonly found: ComputedRef<readonly Target[]>;
  readonly go: (target: Target) => void;
}

export function useSwitcher(typed: () => string): Switcher {
  const server = useServerStore();
  const voice = useVoiceStore();
  const navigation = useNavigationStore();
  const recent = useRecentStore();

  const targets = computed<readonly Target[]>(() => [
    ...server.textChannels.map((channel) => ({ kind: 'text' as const, id: channel.id, name: channel.name, channel })),
    ...server.voiceChannels.map((channel) => ({ kind: 'voice' as const, id: channel.id, name: channel.name, channel })),
    ...[...server.members.values()]
      .filter(({ id }) => id !== server.self?.memberId)
      .map((member) => ({ kind: 'person' as const, id: member.id, name: member.name, member })),
  ]);

  const found = computed(() => {
    const text = typed().trim();
    const kind = KINDS[text.charAt(0)];
    const query = kind === undefined ? text : text.slice(1);
    const rankOf = ({ id }: Target): number => recent.ranks.get(id) ?? Infinity;
    return targets.value
      .filter((target) => kind === undefined || target.kind === kind)
      .map((target) => ({ target, score: fuzzyScore(query, target.name) }))
      .filter((one): one is { target: Target; score: number } => one.score !== undefined)
      .sort((a, b) => (query === '' ? 0 : b.score - a.score) || compare(rankOf(a.target), rankOf(b.target)))
      .slice(0, SHOWN_MAX)
      .map(({ target }) => target);
  });

  function go(target: Target): void {
    recent.visit(target.id);
    navigation.dialog = undefined;
    switch (target.kind) {
      case 'text':
        navigation.openTextChannel(target.channel.id);
        break;
      case 'voice':
        navigation.place = 'channels';
        voice.join(target.channel.id);
        break;
      case 'person':
        navigation.showProfile(target.member.id);
        break;
    }
  }

  return { found, go };
}

const compare = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1);
