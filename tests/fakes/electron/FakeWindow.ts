/** A window and its contents, which record what they are given. */
import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, Rectangle, WebContents, WindowOpenHandlerResponse } from 'electron';

export class FakeContents extends EventEmitter {
  readonly sent: { name: string; notice: unknown }[] = [];
  destroyed = false;
  openHandler: ((details: { url: string }) => WindowOpenHandlerResponse) | undefined;

  setWindowOpenHandler(handler: (details: { url: string }) => WindowOpenHandlerResponse): void {
    this.openHandler = handler;
  }
  send(name: string, notice: unknown): void {
    this.sent.push({ name, notice });
    // For a bridge to a page (DesktopBridge.ts); Electron has no such event.
    this.emit('sent', { name, notice });
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  asWebContents(): WebContents {
    return this as unknown as WebContents; // see asElectron; its event overloads are beyond Partial
  }
}

export class FakeWindow extends EventEmitter {
  static readonly all: FakeWindow[] = [];
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = new FakeContents();
  readonly loaded: string[] = [];
  shown = false;
  focused = 0;
  minimized = false;
  maximized = false;
  fullScreen = false;
  hasFocus = false;
  flashes = false;
  bounds: Rectangle = { x: 0, y: 0, width: 1_180, height: 760 };
  closed = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    FakeWindow.all.push(this);
  }
  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    return Promise.resolve();
  }
  show(): void {
    this.shown = true;
  }
  hide(): void {
    this.shown = false;
  }
  isFocused(): boolean {
    return this.hasFocus;
  }
  isDestroyed(): boolean {
    return this.closed;
  }
  flashFrame(flashes: boolean): void {
    this.flashes = flashes;
  }
  getNormalBounds(): Rectangle {
    return this.bounds;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  restore(): void {
    this.minimized = false;
  }
  focus(): void {
    this.focused += 1;
  }
  minimize(): void {
    this.minimized = true;
    this.emit('minimize');
  }
  maximize(): void {
    this.maximized = true;
    this.emit('maximize');
  }
  unmaximize(): void {
    this.maximized = false;
    this.emit('unmaximize');
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isFullScreen(): boolean {
    return this.fullScreen;
  }
  /** As a press on the close button: whoever listens may keep it. */
  close(): void {
    const event = { kept: false, preventDefault: () => (event.kept = true) };
    this.emit('close', event);
    if (!event.kept) {
      this.closed = true;
      this.emit('closed');
    }
  }
}
