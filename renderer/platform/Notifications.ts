import type { ChannelId } from '../../common/ids.ts';

/** Whether the system shows what we tell: `ask` until the person decided, `unsupported` where it never will. */
export type NotificationPermission = 'granted' | 'denied' | 'ask' | 'insecure' | 'unsupported';

export interface Notice {
  /** By what the device knows the server; empty in a browser, which has one. */
  readonly server: string;
  /** Where a click leads; a newer one of the same channel takes the place of an older. */
  readonly channelId: ChannelId;
  readonly title: string;
  readonly body: string;
}

/** What is told outside of the window, by the browser or by the desktop. */
export interface Notifications {
  permission(): NotificationPermission;
  /** Told whenever it may have changed; answers the function that ends it. */
  onPermissionChanged(listener: () => void): () => void;
  /** Asks the person; to be called from a click, as browsers want it. */
  ask(): Promise<NotificationPermission>;
  /** Does nothing without the permission. */
  show(notice: Notice): void;
  /** Whatever is still shown of this channel is old now. */
  withdraw(server: string, channelId: ChannelId): void;
  /** A notice was clicked, and the window is before the eyes; answers the function that ends it. */
  onOpened(listener: (server: string, channelId: ChannelId) => void): () => void;
}
