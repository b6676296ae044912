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
  utilityProcess as electronUtilityProcess,
  WebContents,
  WindowOpenHandlerResponse,
} from 'electron';
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
}

export class FakeApp extends EventEmitter {
  readonly isFirst: boolean;
  sandboxed = false;
  quits = 0;
  exitCode: number | undefined;

  constructor(isFirst = true) {
    super();
    this.isFirst = isFirst;
  }
  enableSandbox(): void {
    this.sandboxed = true;
  }
  requestSingleInstanceLock(): boolean {
    return this.isFirst;
  }
  whenReady(): Promise<void> {
    return Promise.resolve();
  }
  getPath(name: string): string {
    return `/home/ann/${name}`;
  }
  quit(): void {
    this.quits += 1;
  }
  exit(code: number): void {
    this.exitCode = code;
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
  certificate?: Parameters<Session['setCertificateVerifyProc']>[0];
}

/** What a test looks at, and the module that the app under test imports. */
export interface FakeElectron {
  readonly module: {
    readonly app: App;
    readonly BrowserWindow: typeof BrowserWindow;
    readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
    readonly protocol: Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>;
    readonly session: { readonly defaultSession: Session };
    readonly shell: Pick<Shell, 'openExternal'>;
    readonly utilityProcess: Pick<typeof electronUtilityProcess, 'fork'>;
  };
  readonly app: FakeApp;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly schemes: readonly CustomScheme[];
  readonly served: readonly string[];
  readonly opened: readonly string[];
  readonly forks: readonly Fork[];
  readonly decide: Decisions;
}

export function makeElectron({ isFirst = true } = {}): FakeElectron {
  const app = new FakeApp(isFirst);
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
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setCertificateVerifyProc'
  > = {
    setPermissionRequestHandler: (handler) => {
      decide.permission = handler;
    },
    setPermissionCheckHandler: (handler) => {
      decide.check = handler;
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
  const utilityProcess: Pick<typeof electronUtilityProcess, 'fork'> = {
    fork: (entry, args = []) => {
      const child = new FakeServerChild();
      forks.push({ entry, args, child });
      return child as unknown as UtilityProcess; // see asElectron
    },
  };
  const module = {
    app: app as unknown as App, // see asElectron
    BrowserWindow: FakeWindow as unknown as typeof BrowserWindow, // see asElectron
    ipcMain,
    protocol,
    session: { defaultSession: asElectron<Session>(defaultSession) },
    shell,
    utilityProcess,
  };
  return { module, app, handlers, schemes, served, opened, forks, decide };
}
