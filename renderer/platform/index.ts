import { desktopPlatform } from './desktop.ts';
import type { Platform } from './Platform.ts';
import { webPlatform } from './web.ts';

export type { Notifications } from './Notifications.ts';
export type { Platform } from './Platform.ts';

export const openPlatform = (): Platform =>
  window.desktop === undefined ? webPlatform() : desktopPlatform(window.desktop);
