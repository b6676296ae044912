/** The app's places in the system's own interface. */
import { EventEmitter } from 'node:events';
import type { MenuItemConstructorOptions, NotificationConstructorOptions } from 'electron';

export class FakeTray extends EventEmitter {
  menu: readonly MenuItemConstructorOptions[] = [];
  tooltip = '';
  destroyed = false;

  pictures = 0;
  setImage(): void {
    this.pictures += 1;
  }
  setToolTip(text: string): void {
    this.tooltip = text;
  }
  setContextMenu(menu: unknown): void {
    this.menu = menu as readonly MenuItemConstructorOptions[]; // what buildFromTemplate below was given
  }
  destroy(): void {
    this.destroyed = true;
  }
}

export class FakeNotification extends EventEmitter {
  static isSupported(): boolean {
    return true;
  }
  readonly options: NotificationConstructorOptions;
  shown = false;

  constructor(options: NotificationConstructorOptions) {
    super();
    this.options = options;
  }
  show(): void {
    this.shown = true;
  }
  close(): void {
    this.shown = false;
    this.emit('close');
  }
}
