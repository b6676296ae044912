import type { Session } from 'electron';
import { isAppUrl } from './origin.ts';

/** What our own page needs, and nothing else. */
const GRANTED: ReadonlySet<string> = new Set([
  // Microphone and camera; what is shared of the screen the person picks each time (displayMedia.ts).
  'media',
  'display-capture',
  // Copying an invite or a report; reading what somebody else copied is not granted.
  'clipboard-sanitized-write',
  // A party is at an address of this machine or of its network, which Chromium asks about.
  'local-network-access',
  'local-network',
  'loopback-network',
]);

/** Denied unless it is on the list, for the main frame of our own page. */
export function setupPermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>,
): void {
  session.setPermissionRequestHandler((_contents, permission, decide, { requestingUrl, isMainFrame }) => {
    decide(isGranted(permission, requestingUrl) && isMainFrame);
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, { isMainFrame }) => {
    return isGranted(permission, requestingOrigin) && isMainFrame;
  });
  // USB, serial ports and HID are asked for by another way.
  session.setDevicePermissionHandler(() => false);
}

const isGranted = (permission: string, url: string): boolean => GRANTED.has(permission) && isAppUrl(url);
