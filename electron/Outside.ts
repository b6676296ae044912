import type { BrowserWindow, Notification as SystemNotification } from 'electron';
import type { NoticePlace, Status } from '../common/ipc/status.ts';
import { Lifetime, type Closable } from '../common/lifetime.ts';
import type { ElectronParts } from './electronParts.ts';
import { AppTray } from './tray/AppTray.ts';
import type { TrayAction } from './tray/model.ts';

export interface OutsideOptions {
  readonly electron: Pick<ElectronParts, 'app' | 'Tray' | 'Menu' | 'nativeImage' | 'Notification'>;
  readonly window: Pick<BrowserWindow, 'isFocused' | 'flashFrame' | 'on' | 'off'>;
  readonly onChosen: (action: TrayAction) => void;
  readonly onNotificationOpened: (place: NoticePlace) => void;
}

/** What shows of the app outside of its window: the tray, the number on its icon, notifications. */
export class Outside implements Closable {
  readonly #options: OutsideOptions;
  readonly #tray: AppTray;
  readonly #life = new Lifetime();
  /** Kept, since a notification that is collected is clicked in vain; one for each channel. */
  readonly #notifications = new Map<string, SystemNotification>();
  #mentions = 0;
  #inCall = false;
  #guests = false;

  constructor(options: OutsideOptions) {
    this.#options = options;
    const { electron, window, onChosen } = options;
    this.#tray = this.#life.own(new AppTray({ electron, onChosen }));
    const seen = (): void => {
      window.flashFrame(false);
    };
    window.on('focus', seen);
    this.#life.add(() => {
      window.off('focus', seen);
      for (const notification of this.#notifications.values()) {
        notification.close();
      }
    });
  }

  get inCall(): boolean {
    return this.#inCall;
  }

  /** Others are, or may be, in the party of this app. */
  get guests(): boolean {
    return this.#guests;
  }

  tell(status: Status): void {
    const { electron, window } = this.#options;
    this.#inCall = status.voice !== 'idle';
    this.#guests = status.guests;
    this.#tray.show(status);
    if (status.mentions !== this.#mentions) {
      electron.app.setBadgeCount(status.mentions);
    }
    if (status.mentions > this.#mentions && !window.isFocused()) {
      window.flashFrame(true);
    }
    this.#mentions = status.mentions;
  }

  notify({ title, body, ...place }: NoticePlace & { title: string; body: string }): void {
    const { electron, onNotificationOpened } = this.#options;
    if (this.#life.ended || !electron.Notification.isSupported()) {
      return;
    }
    const key = keyOf(place);
    this.#notifications.get(key)?.close();
    // Its sound is the app's own, which the person chose.
    const notification = new electron.Notification({ title, body, silent: true });
    this.#notifications.set(key, notification);
    notification.on('click', () => {
      this.#forget(key, notification);
      onNotificationOpened(place);
    });
    notification.on('close', () => {
      this.#forget(key, notification);
    });
    notification.show();
  }

  withdraw(place: NoticePlace): void {
    this.#notifications.get(keyOf(place))?.close();
  }

  close(): void {
    this.#life.end();
  }

  #forget(key: string, notification: SystemNotification): void {
    if (this.#notifications.get(key) === notification) {
      this.#notifications.delete(key);
    }
  }
}

const keyOf = ({ server, channelId }: NoticePlace): string => `${server}\n${channelId}`;
