import type { DesktopGroups } from '../../common/ipc.ts';
import type { Notifications } from './Notifications.ts';

const TITLE_MAX = 120;
const BODY_MAX = 300;

/** By the app's main process, which brings the window forward at a click; the system asks nobody for leave. */
export const desktopNotifications = (status: DesktopGroups['status']): Notifications => ({
  permission: () => 'granted',
  onPermissionChanged: () => () => undefined,
  ask: () => Promise.resolve('granted'),
  show({ server, channelId, title, body }) {
    const notice = { server, channelId, title: title.slice(0, TITLE_MAX), body: body.slice(0, BODY_MAX) };
    status.notify(notice).catch(() => undefined); // it stands in the app as well
  },
  withdraw(server, channelId) {
    status.withdraw({ server, channelId }).catch(() => undefined); // it goes by itself
  },
  onOpened: (listener) =>
    status.onNotificationOpened(({ server, channelId }) => {
      listener(server, channelId);
    }),
});
