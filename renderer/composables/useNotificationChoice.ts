import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from 'vue';
import type { NotificationPermission } from '../platform/Notifications.ts';
import { useSettingsStore } from '../stores/settings.ts';
import type { NotificationKind } from '../stores/settings/notifications.ts';
import { usePlatform } from './usePlatform.ts';

interface NotificationChoice {
  readonly permission: Ref<NotificationPermission>;
  readonly isOn: ComputedRef<Readonly<Record<NotificationKind, boolean>>>;
  /** From a click: the first that is wanted has the browser ask. */
  readonly turn: (kind: NotificationKind, on: boolean) => Promise<void>;
}

/** What is told outside of the window: as the person wants it, and as the browser lets us. */
export function useNotificationChoice(): NotificationChoice {
  const { notifications } = usePlatform();
  const settings = useSettingsStore();
  const permission = ref(notifications.permission());
  onScopeDispose(
    notifications.onPermissionChanged(() => {
      permission.value = notifications.permission();
    }),
  );

  return {
    permission,
    isOn: computed(() => {
      const { mentions, replies, joins } = settings.settings.notifications;
      const may = permission.value === 'granted';
      return { mentions: may && mentions, replies: may && replies, joins: may && joins };
    }),
    async turn(kind, on) {
      if (on && (await notifications.ask()) !== 'granted') {
        permission.value = notifications.permission();
        return;
      }
      permission.value = notifications.permission();
      // What an earlier permission had turned on does not come back with the first switch.
      const { notifications: chosen } = settings.settings;
      settings.change({ notifications: { ...chosen, [kind]: on } });
    },
  };
}
