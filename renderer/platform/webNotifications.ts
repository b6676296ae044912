import type { ChannelId } from '../../common/ids.ts';
import { Emitter } from '../../common/emitter.ts';
import type { NotificationPermission, Notifications } from './Notifications.ts';

const READ: Readonly<Record<globalThis.NotificationPermission, NotificationPermission>> = {
  granted: 'granted',
  denied: 'denied',
  default: 'ask',
};

function permission(): NotificationPermission {
  if (!window.isSecureContext) {
    return 'insecure';
  }
  return 'Notification' in window ? READ[Notification.permission] : 'unsupported';
}

/** By the Notification API: in browsers, and wherever nothing better is at hand. */
export function webNotifications(): Notifications {
  const shown = new Map<ChannelId, Notification>();
  const events = new Emitter<{ opened: { channelId: ChannelId }; permissionChanged: object }>();

  function withdraw(channelId: ChannelId): void {
    shown.get(channelId)?.close();
    shown.delete(channelId);
  }

  return {
    permission,
    onPermissionChanged: (listener) => {
      const told = events.on('permissionChanged', listener);
      const watching = watchPermission(listener);
      return () => {
        told();
        watching();
      };
    },
    async ask() {
      if (permission() === 'ask') {
        await Notification.requestPermission();
        events.emit('permissionChanged', {});
      }
      return permission();
    },
    show({ channelId, title, body }) {
      if (permission() !== 'granted') {
        return;
      }
      let notification: Notification;
      try {
        notification = new Notification(title, { body, tag: channelId, icon: '/favicon.svg' });
      } catch {
        return; // browsers of phones show notices of service workers only
      }
      shown.set(channelId, notification);
      // Both end with it: it is the only one that holds them.
      notification.onclick = () => {
        window.focus();
        notification.close();
        events.emit('opened', { channelId });
      };
      notification.onclose = () => {
        if (shown.get(channelId) === notification) {
          shown.delete(channelId);
        }
      };
    },
    withdraw: (_server, channelId) => {
      withdraw(channelId);
    },
    onOpened: (listener) =>
      events.on('opened', ({ channelId }) => {
        listener('', channelId);
      }),
  };
}

/** People change it beside the address, at any time. */
function watchPermission(listener: () => void): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  void watchStatus(listener, signal);
  // Where the browser does not tell: they come back to the page from where they changed it.
  window.addEventListener('focus', listener, { signal });
  return () => {
    ending.abort();
  };
}

async function watchStatus(listener: () => void, signal: AbortSignal): Promise<void> {
  try {
    const status = await navigator.permissions.query({ name: 'notifications' });
    status.addEventListener('change', listener, { signal });
  } catch {
    // Not every browser knows the question.
  }
}
