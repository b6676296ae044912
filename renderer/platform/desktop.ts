import { AppError } from '../../common/errors.ts';
import type { Desktop, DesktopGroups, IpcReply } from '../../common/ipc.ts';
import { desktopNotifications } from './desktopNotifications.ts';
import type { Platform } from './Platform.ts';

declare global {
  interface Window {
    /** Put there by the preload of the desktop app; nothing but this folder reads it. */
    readonly desktop?: Desktop;
  }
}

/** In the desktop app a person chooses where to go, or hosts. */
export function desktopPlatform(desktop: Desktop): Platform {
  const groups = revive(desktop);
  return { kind: 'desktop', ownServer: undefined, notifications: desktopNotifications(groups.status), ...groups };
}

const SUBSCRIPTION = /^on[A-Z]/u;

/** Every call answers or throws AppError, by group; subscriptions are as they were. */
function revive(desktop: Desktop): DesktopGroups {
  const groups = Object.entries(desktop).map(([group, functions]) => [
    group,
    Object.fromEntries(
      Object.entries(functions).map(([name, ask]) => [
        name,
        // Whatever is no subscription is a call: the contract makes nothing else.
        SUBSCRIPTION.test(name) ? ask : reviving(ask as (...data: unknown[]) => Promise<IpcReply<unknown>>),
      ]),
    ),
  ]);
  return Object.fromEntries(groups) as DesktopGroups; // the same names, which fromEntries forgets
}

const reviving =
  (ask: (...data: unknown[]) => Promise<IpcReply<unknown>>) =>
  async (...data: unknown[]): Promise<unknown> => {
    const reply = await ask(...data);
    if (!reply.ok) {
      throw new AppError(reply.error.code, reply.error.message);
    }
    return reply.data;
  };
