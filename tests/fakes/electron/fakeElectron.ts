/**
 * Stands in for Electron, whose program tests do without: each part records what it is given. Its shape is checked
 * against Electron's own types, so a call that Electron does not have fails to compile here.
 */
import { EventEmitter } from 'node:events';
import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  CustomScheme,
  IpcMain,
  IpcMainInvokeEvent,
  Protocol,
  Session,
  Shell,
  UtilityProcess,
  WebContents,
  WindowOpenHandlerResponse,
} from 'electron';
import type { ElectronParts } from '../../../electron/electronParts.ts';
import type { ServerChild } from '../../../electron/lan/LanHost.ts';
import { FakeServerChild } from './FakeServerChild.ts';

type Handler = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown;

/** Electron's parts are used through the few members named here; the rest does not exist in a test. */
const asElectron = <Whole>(part: Partial<Whole> & object): Whole => part as Whole;

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
  close(): void {
    this.closed = true;
    this.emit('closed');
  }
}

export class FakeApp extends EventEmitter {
  readonly #isFirst: boolean;
  readonly #userData: string;
  readonly isPackaged: boolean;
  readonly claimed: string[] = [];
  sandboxed = false;
  quits = 0;
  /** Whether the last wish to quit was kept from nobody: the process ends. */
  gone = false;
  exitCode: number | undefined;

  constructor(isFirst: boolean, userData: string, isPackaged: boolean) {
    super();
    this.isPackaged = isPackaged;
    this.#isFirst = isFirst;
    this.#userData = userData;
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    this.claimed.push(scheme);
    return true;
  }
  enableSandbox(): void {
    this.sandboxed = true;
  }
  requestSingleInstanceLock(): boolean {
    return this.#isFirst;
  }
  whenReady(): Promise<void> {
    return Promise.resolve();
  }
  getPath(name: string): string {
    return name === 'userData' ? this.#userData : `/home/ann/${name}`;
  }
  quit(): void {
    this.quits += 1;
    let kept = false;
    this.emit('before-quit', { preventDefault: () => (kept = true) });
    this.gone = !kept;
  }
  exit(code: number): void {
    this.exitCode = code;
    this.gone = true;
  }
}

interface Fork {
  readonly entry: string;
  readonly args: readonly string[];
  readonly child: FakeServerChild;
}

/** What main decides by, as it gave it to the session. */
interface Decisions {
  permission?: Parameters<Session['setPermissionRequestHandler']>[0];
  check?: Parameters<Session['setPermissionCheckHandler']>[0];
  device?: Parameters<Session['setDevicePermissionHandler']>[0];
  certificate?: Parameters<Session['setCertificateVerifyProc']>[0];
}

/** What a test looks at, and the module that the app under test imports. */
export interface FakeElectron {
  readonly module: ElectronParts;
  readonly app: FakeApp;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly schemes: readonly CustomScheme[];
  readonly served: readonly string[];
  readonly opened: string[];
  readonly forks: readonly Fork[];
  readonly decide: Decisions;
}

export interface FakeOptions {
  readonly isFirst?: boolean;
  readonly userData?: string;
  /** As installed, not from a checkout. */
  readonly isPackaged?: boolean;
  /** Real processes in place of those that a test speaks for. */
  readonly fork?: (entry: string, args: readonly string[], execArgv?: readonly string[]) => ServerChild;
}

export function makeElectron({
  isFirst = true,
  userData = '/home/ann/userData',
  isPackaged = false,
  fork,
}: FakeOptions = {}): FakeElectron {
  const app = new FakeApp(isFirst, userData, isPackaged);
  const handlers = new Map<string, Handler>();
  const schemes: CustomScheme[] = [];
  const served: string[] = [];
  const opened: string[] = [];
  const forks: Fork[] = [];
  const decide: Decisions = {};

  const protocol: Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'> = {
    registerSchemesAsPrivileged: (given) => schemes.push(...given),
    handle: (scheme) => served.push(scheme),
  };
  const defaultSession: Pick<
    Session,
    | 'setPermissionRequestHandler'
    | 'setPermissionCheckHandler'
    | 'setDevicePermissionHandler'
    | 'setCertificateVerifyProc'
  > = {
    setPermissionRequestHandler: (handler) => {
      decide.permission = handler;
    },
    setPermissionCheckHandler: (handler) => {
      decide.check = handler;
    },
    setDevicePermissionHandler: (handler) => {
      decide.device = handler;
    },
    setCertificateVerifyProc: (handler) => {
      decide.certificate = handler;
    },
  };
  const ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'> = {
    handle: (name, handler) => handlers.set(name, handler),
    removeHandler: (name) => handlers.delete(name),
  };
  const shell: Pick<Shell, 'openExternal'> = {
    openExternal: (url) => {
      opened.push(url);
      return Promise.resolve();
    },
  };
  const utilityProcess: Pick<ElectronParts['utilityProcess'], 'fork'> = {
    fork: (entry, args = [], { execArgv } = {}) => {
      if (fork !== undefined) {
        return fork(entry, args, execArgv) as unknown as UtilityProcess; // see asElectron
      }
      const child = new FakeServerChild();
      forks.push({ entry, args, child });
      return child as unknown as UtilityProcess; // see asElectron
    },
  };
  const module: ElectronParts = {
    app: app as unknown as App, // see asElectron
    BrowserWindow: FakeWindow as unknown as typeof BrowserWindow, // see asElectron
    ipcMain: asElectron<IpcMain>(ipcMain),
    protocol: asElectron<Protocol>(protocol),
    session: asElectron<ElectronParts['session']>({ defaultSession: asElectron<Session>(defaultSession) }),
    shell: asElectron<Shell>(shell),
    utilityProcess: asElectron<ElectronParts['utilityProcess']>(utilityProcess),
  };
  return { module, app, handlers, schemes, served, opened, forks, decide };
}
