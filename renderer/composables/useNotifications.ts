import { onScopeDispose, watch } from 'vue';
import type { MemberId } from '../../common/ids.ts';
import type { Message } from '../../common/messages.ts';
import type { Notifications } from '../platform/index.ts';
import type { OpenServer } from '../servers/OpenServer.ts';
import type { Servers } from '../servers/Servers.ts';
import { useMessagesStore } from '../stores/messages.ts';
import { useNavigationStore } from '../stores/navigation.ts';
import { useReadsStore } from '../stores/reads.ts';
import { useServerStore } from '../stores/server.ts';
import { useSettingsStore } from '../stores/settings.ts';
import type { NotificationKind } from '../stores/settings/notifications.ts';
import { useText } from '../text/index.ts';
import { useOwnCall } from './useOwnCall.ts';

const BODY_MAX_LENGTH = 240;

/** Tells outside of the window what concerns oneself and is not before the eyes; a click leads there. */
export function useNotifications(notifications: Notifications, servers: Servers, open: OpenServer): void {
  const server = useServerStore();
  const messages = useMessagesStore();
  const reads = useReadsStore();
  const navigation = useNavigationStore();
  const settings = useSettingsStore();
  const { channel, others } = useOwnCall();
  const { t } = useText();
  /** Channels of different servers may have the same id. */
  const of = open.key ?? '';

  const isOn = (kind: NotificationKind): boolean => settings.settings.notifications[kind];
  const nameOf = (id: MemberId): string => server.members.get(id)?.name ?? t('person.unknown');

  const isRead = ({ channelId }: Message): boolean =>
    open.shown.value && document.hasFocus() && !navigation.stageShown && navigation.textChannel?.id === channelId;
  const answers = ({ replyTo }: Message, self: MemberId): boolean =>
    replyTo?.kind === 'message' && replyTo.author.memberId === self;

  watch(
    () => messages.latest,
    (message) => {
      const self = server.self?.memberId;
      if (message === undefined || self === undefined || message.author.memberId === self || isRead(message)) {
        return;
      }
      const called = reads.callsSelf(message) && isOn('mentions');
      if (called || (answers(message, self) && isOn('replies'))) {
        const { channelId, author, body } = message;
        const values = { name: author.name, channel: server.channelName(channelId) ?? '' };
        notifications.show({
          server: of,
          channelId,
          title: called ? t('notifications.mentioned', values) : t('notifications.replied', values),
          body: plain(body),
        });
      }
    },
  );

  /** Whoever is called stands there by name. */
  const plain = (body: string): string =>
    body.replace(/<@([^>]+)>/gu, (_, id) => `@${nameOf(id as MemberId)}`).slice(0, BODY_MAX_LENGTH);

  watch([channel, others], ([channelId, now], [channelBefore, before]) => {
    const came = channelId === undefined || channelId !== channelBefore ? [] : [...now].filter((id) => !before.has(id));
    const [first] = came;
    if (first === undefined || channelId === undefined || (open.shown.value && !document.hidden) || !isOn('joins')) {
      return;
    }
    notifications.show({
      server: of,
      channelId,
      title: t('notifications.joined', { name: nameOf(first), channel: server.channelName(channelId) ?? '' }),
      body: t('notifications.inCall', { names: [...now].map(nameOf).join(', ') }),
    });
  });

  // What is looked at needs no notice any more.
  watch([() => navigation.textChannel?.id, () => navigation.stageShown, open.shown], withdraw);
  window.addEventListener('focus', withdraw);
  function withdraw(): void {
    const shown = navigation.stageShown ? channel.value : navigation.textChannel?.id;
    if (open.shown.value && document.hasFocus() && shown !== undefined) {
      notifications.withdraw(of, shown);
    }
  }

  const endOpened = notifications.onOpened((from, channelId) => {
    if (from !== of) {
      return;
    }
    servers.show(open);
    navigation.dialog = undefined;
    if (server.textChannels.some(({ id }) => id === channelId)) {
      navigation.openTextChannel(channelId);
    } else {
      navigation.showStage();
    }
  });

  onScopeDispose(() => {
    endOpened();
    window.removeEventListener('focus', withdraw);
  });
}
