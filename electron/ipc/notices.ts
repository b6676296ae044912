import type { WebContents } from 'electron';
import type { IpcNotice, IpcNoticeName } from '../../common/ipc.ts';

/** Tells the window's page something of the contract; a window that is gone is not told. */
export function tell<Name extends IpcNoticeName>(
  contents: Pick<WebContents, 'send' | 'isDestroyed'>,
  name: Name,
  notice: IpcNotice<Name>,
): void {
  if (!contents.isDestroyed()) {
    contents.send(name, notice);
  }
}
