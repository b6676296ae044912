import { ref, watch, type Ref } from 'vue';
import type { MemberId } from '../../common/ids.ts';
import { useMessagesStore } from '../stores/messages.ts';
import { useNavigationStore } from '../stores/navigation.ts';
import { usePartyStore } from '../stores/party.ts';
import { useServerStore } from '../stores/server.ts';
import { useVoiceStore } from '../stores/voice.ts';
import { useText } from '../text/index.ts';
import { useOwnCall } from './useOwnCall.ts';
import { useShownText } from './useShownText.ts';
import { useVideoAnnouncements } from './useVideoAnnouncements.ts';

const BODY_SPOKEN_MAX = 240;

/**
 * The sentence a screen reader is told next: who comes to and goes from one's own call, what one's own keys did, and
 * messages of the channel one reads. Speaking is not told: the voice itself is heard.
 */
export function useAnnouncements(): Ref<string> {
  const server = useServerStore();
  const voice = useVoiceStore();
  const party = usePartyStore();
  const messages = useMessagesStore();
  const navigation = useNavigationStore();
  const { t, plural } = useText();
  const shownText = useShownText();
  const sentence = ref('');
  useVideoAnnouncements((told) => {
    sentence.value = told;
  });

  const { channel: callChannel, others: othersInCall } = useOwnCall();
  watch([callChannel, othersInCall], ([channelId, others], [channelBefore, othersBefore]) => {
    if (channelId !== channelBefore) {
      if (channelId !== undefined) {
        sentence.value = t('announce.youJoined', { channel: server.channelName(channelId) ?? '' });
      } else if (voice.state.kind === 'idle') {
        sentence.value = t('announce.youLeft');
      }
      return;
    }
    const channel = (channelId === undefined ? undefined : server.channelName(channelId)) ?? '';
    const told = [
      ...minus(others, othersBefore).map((id) => t('announce.joined', { name: nameOf(id), channel })),
      ...minus(othersBefore, others).map((id) => t('announce.left', { name: nameOf(id), channel })),
    ];
    if (told.length > 0) {
      sentence.value = told.join(' ');
    }
  });

  watch(
    () => party.waiting,
    (now, before) => {
      const fresh = now.filter(({ id }) => !before.some((known) => known.id === id));
      if (fresh.length > 0) {
        sentence.value = fresh.map(({ name }) => t('party.knocks', { name })).join(' ');
      }
    },
  );

  watch([() => voice.muted, () => voice.deafened], ([muted, deafened], [, deafenedBefore]) => {
    if (deafened !== deafenedBefore) {
      sentence.value = deafened ? t('announce.deafened') : t('announce.undeafened');
    } else {
      sentence.value = muted ? t('announce.muted') : t('announce.unmuted');
    }
  });

  watch(
    () => voice.serverMuted,
    (serverMuted) => {
      if (callChannel.value !== undefined) {
        sentence.value = serverMuted ? t('announce.serverMuted') : t('announce.serverUnmuted');
      }
    },
  );

  watch(
    () => messages.latest,
    (message) => {
      const open = [navigation.textChannel?.id, navigation.sideText?.id];
      const here = open.includes(message?.channelId);
      if (message !== undefined && here && message.author.memberId !== server.self?.memberId) {
        const words = shownText(message.body).slice(0, BODY_SPOKEN_MAX);
        const count = message.attachments.length;
        const body = count === 0 ? words : `${words} (${plural('files.count', count)})`.trim();
        sentence.value = t('announce.message', { name: message.author.name, body });
      }
    },
  );

  function nameOf(memberId: MemberId): string {
    return server.members.get(memberId)?.name ?? t('person.unknown');
  }
  return sentence;
}

const minus = (all: ReadonlySet<MemberId>, some: ReadonlySet<MemberId>): MemberId[] =>
  [...all].filter((id) => !some.has(id));
