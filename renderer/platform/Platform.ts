import type { DesktopGroups } from '../../common/ipc.ts';
import type { Notifications } from './Notifications.ts';

/** What differs between a browser and the desktop app, whose groups (`platform.window`, …) are there in the app only. */
export interface Platform extends Partial<DesktopGroups> {
  readonly kind: 'web' | 'desktop';
  /** Origin of the server that the page came from, such as `https://192.0.2.7:7880`; the app's page came from none. */
  readonly ownServer: string | undefined;
  readonly notifications: Notifications;
}
