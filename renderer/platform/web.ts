import type { Platform } from './Platform.ts';
import { webNotifications } from './webNotifications.ts';

/** In a browser the page comes from the server it talks to. */
export const webPlatform = (): Platform => ({
  kind: 'web',
  ownServer: location.origin,
  notifications: webNotifications(),
});
