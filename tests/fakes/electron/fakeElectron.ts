/**
 * Stands in for Electron, whose program tests do without: each part records what it is given. Its shape is checked
 * against Electron's own types, so a call that Electron does not have fails to compile here.
 */
import { EventEmitter } from 'node:events';
import type {
  App,
  BrowserWindow,
  CustomScheme,
  DesktopCapturerSource,
  IpcMain,
  IpcMainInvokeEvent,
  NotificationConstructorOptions,
  Protocol,
  Rectangle,
  Session,
  Settings,
  Shell,
  UtilityProcess,
} from 'electron';
import type { ElectronParts } from '../../../electron/electronParts.ts';
import type { ServerChild } from '../../../electron/lan/LanHost.ts';
import { asElectron } from './asElectron.ts';
import { FakeServerChild } from './FakeServerChild.ts';
import { makeSystem } from './fakeSystem.ts';
import { FakeNotification, FakeTray } from './FakeTray.ts';
import { FakeWindow } from './FakeWindow.ts';

type Handler = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown;

export class FakeApp extends EventEmitter {
  readonly #isFirst: boolean;
  readonly #userData: string;
  readonly isPackaged: boolean;
  readonly claimed: string[] = [];
  badge = 0;
  loginItem: Settings | undefined;
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
  setBadgeCount(count: number): boolean {
    this.badge = count;
    return true;
  }
  setLoginItemSettings(settings: Settings): void {
    this.loginItem = settings;
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
  display?: Parameters<Session['setDisplayMediaRequestHandler']>[0];
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
  readonly power: EventEmitter;
  readonly trays: readonly FakeTray[];
  readonly notifications: readonly FakeNotification[];
}

export interface FakeOptions {
  readonly isFirst?: boolean;
  readonly userData?: string;
  /** As installed, not from a checkout. */
  readonly isPackaged?: boolean;
  /** Without their task bars; the first one is the primary. */
  readonly areas?: readonly Rectangle[];
  /** What can be captured, by its id. */
  readonly screens?: readonly string[];
  /** Whether the system keeps secrets. */
  readonly keyring?: boolean;
  /** Real processes in place of those that a test speaks for. */
  readonly fork?: (entry: string, args: readonly string[], execArgv?: readonly string[]) => ServerChild;
}

export function makeElectron({
  isFirst = true,
  userData = '/home/ann/userData',
  isPackaged = false,
  areas = [{ x: 0, y: 0, width: 1_920, height: 1_040 }],
  screens = ['screen:0:0', 'screen:1:0'],
  keyring = true,
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
    | 'setDisplayMediaRequestHandler'
  > = {
    setDisplayMediaRequestHandler: (handler) => {
      decide.display = handler;
    },
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
  const trays: FakeTray[] = [];
  const notifications: FakeNotification[] = [];
  class Tray extends FakeTray {
    constructor() {
      super();
      trays.push(this);
    }
  }
  class Notification extends FakeNotification {
    constructor(options: NotificationConstructorOptions) {
      super(options);
      notifications.push(this);
    }
  }
  const power = new EventEmitter();
  const module: ElectronParts = {
    powerMonitor: power as unknown as ElectronParts['powerMonitor'], // see asElectron; its events are all that is used
    ...makeSystem(areas, keyring),
    Tray: Tray as unknown as ElectronParts['Tray'], // see asElectron
    Notification: Notification as unknown as ElectronParts['Notification'], // see asElectron
    app: app as unknown as App, // see asElectron
    BrowserWindow: FakeWindow as unknown as typeof BrowserWindow, // see asElectron
    desktopCapturer: {
      // Of a source the app hands on what it is given: its id is enough.
      getSources: () => Promise.resolve(screens.map((id) => asElectron<DesktopCapturerSource>({ id }))),
    },
    ipcMain: asElectron<IpcMain>(ipcMain),
    protocol: asElectron<Protocol>(protocol),
    session: asElectron<ElectronParts['session']>({ defaultSession: asElectron<Session>(defaultSession) }),
    shell: asElectron<Shell>(shell),
    utilityProcess: asElectron<ElectronParts['utilityProcess']>(utilityProcess),
  };
  return { module, app, handlers, schemes, served, opened, forks, decide, trays, notifications, power };
}
