import type { Session } from 'electron';
import { isAppUrl } from './origin.ts';

/** Denied unless it is the microphone or camera, for our own page. */
export function setupPermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>,
): void {
  session.setPermissionRequestHandler((_contents, permission, decide, { requestingUrl, isMainFrame }) => {
    decide(isGranted(permission, requestingUrl) && isMainFrame);
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, { isMainFrame }) => {
    return isGranted(permission, requestingOrigin) && isMainFrame;
  });
}

const isGranted = (permission: string, url: string): boolean => permission === 'media' && isAppUrl(url);
