import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import { Lifetime, type Closable } from '../common/lifetime.ts';
import { startWithSystem, WITH_SYSTEM_FLAG } from './autostart.ts';
import { Closing } from './closing.ts';
import type { DeepLinks } from './deepLinks.ts';
import type { ElectronParts } from './electronParts.ts';
import type { Answers } from './ipc/answerCalls.ts';
import { tell } from './ipc/notices.ts';
import { appAnswers, storageAnswers } from './ipc/settingsAnswers.ts';
import { watchWindow, windowAnswers } from './ipc/windowAnswers.ts';
import { Outside } from './Outside.ts';
import { Secrets } from './settings/Secrets.ts';
import { SettingsFile } from './settings/SettingsFile.ts';
import type { Surroundings } from './surroundings.ts';
import { CommandSocket } from './shortcuts/CommandSocket.ts';
import { HookSource } from './shortcuts/HookSource.ts';
import { PortalSource } from './shortcuts/PortalSource.ts';
import { Shortcuts } from './shortcuts/Shortcuts.ts';
import type { TrayAction } from './tray/model.ts';
import type { UpdatesOptions } from './updates/Updates.ts';
import { bringForward, openWindow } from './window.ts';
import { followPlace } from './windowPlace.ts';

type ShellGroup = 'app' | 'links' | 'shortcuts' | 'status' | 'storage' | 'window';

export interface ShellOptions {
  readonly electron: ElectronParts;
  readonly surroundings: Surroundings;
  readonly links: DeepLinks;
}

/** The app as a program among others: its window, its settings, and what shows of it outside of the window. */
export class Shell implements Closable {
  readonly window: BrowserWindow;
  /** Fails when the page is not there. */
  readonly loaded: Promise<void>;
  readonly #options: ShellOptions;
  readonly #settings: SettingsFile;
  readonly #outside: Outside;
  readonly #closing: Closing;
  readonly #shortcuts: Shortcuts;
  readonly #life = new Lifetime();

  private constructor(options: ShellOptions, settings: SettingsFile) {
    const { electron, surroundings, links } = options;
    const { argv, resources, platform } = surroundings;
    this.#options = options;
    this.#settings = this.#life.own(settings);
    const { window, loaded } = openWindow(electron.BrowserWindow, {
      preload: resources.preload,
      platform,
      remembered: settings.app.window,
      areas: displayAreas(electron.screen),
      hidden: argv.includes(WITH_SYSTEM_FLAG) && settings.app.startHidden,
    });
    this.window = window;
    this.loaded = loaded;
    this.#outside = this.#life.own(
      new Outside({
        electron,
        window,
        onChosen: (action) => {
          this.#choose(action);
        },
        onNotificationOpened: (place) => {
          bringForward(window);
          tell(window.webContents, 'status.notificationOpened', place);
        },
      }),
    );
    this.#closing = this.#life.own(
      new Closing({
        app: electron.app,
        window,
        inCall: () => this.#outside.inCall,
        guests: () => this.#outside.guests,
        chosen: () => settings.app.closing,
        ask: () => {
          bringForward(window);
          tell(window.webContents, 'app.closeAsked', null);
        },
      }),
    );
    this.#shortcuts = this.#life.own(openShortcuts(electron, surroundings));
    this.#tellShortcuts();
    this.#life.own(
      watchWindow(window, platform, (state) => {
        tell(window.webContents, 'window.changed', state);
      }),
    );
    this.#life.own(
      followPlace(window, (place) => {
        settings.changeApp({ window: place });
      }),
    );
    this.#life.add(
      links.events.on('waiting', (nothing) => {
        tell(window.webContents, 'links.waiting', nothing);
      }),
    );
    electron.app.on('second-instance', () => {
      bringForward(window);
    });
  }

  static async open(options: ShellOptions): Promise<Shell> {
    const { electron, surroundings } = options;
    const secrets = await Secrets.open(electron.safeStorage, surroundings.platform);
    const file = join(electron.app.getPath('userData'), 'settings.json');
    return new Shell(options, await SettingsFile.open({ file, secrets, log: surroundings.log }));
  }

  answers(): Answers<ShellGroup> {
    const { electron, surroundings, links } = this.#options;
    const { platform, program, config } = surroundings;
    const autostart = { app: electron.app, platform, program: config.appImage ?? program, ...config };
    return {
      ...windowAnswers(this.window, platform),
      ...storageAnswers(this.#settings),
      ...appAnswers({
        settings: this.#settings,
        closing: this.#closing,
        startWithSystem: electron.app.isPackaged ? (wanted) => startWithSystem(wanted, autostart) : undefined,
      }),
      'links.take': () => links.take() ?? null,
      'shortcuts.getSources': () => this.#shortcuts.states(),
      'shortcuts.want': (keys) => {
        this.#shortcuts.want(keys);
      },
      'status.tell': (status) => {
        this.#outside.tell(status);
      },
      'status.withdraw': (place) => {
        this.#outside.withdraw(place);
      },
      'status.notify': (notification) => {
        this.#outside.notify(notification);
      },
    };
  }

  /** What is remembered of updates. */
  get updateMemory(): UpdatesOptions['memory'] {
    const settings = this.#settings;
    return {
      read: () => settings.app,
      change: (changed) => {
        settings.changeApp(changed);
      },
    };
  }

  close(): void {
    this.#life.end();
  }

  #tellShortcuts(): void {
    const { events } = this.#shortcuts;
    const { webContents } = this.window;
    events.on('sourcesChanged', (states) => {
      tell(webContents, 'shortcuts.sourcesChanged', states);
    });
    events.on('pressed', (press) => {
      tell(webContents, 'shortcuts.pressed', press);
    });
    events.on('released', (nothing) => {
      tell(webContents, 'shortcuts.released', nothing);
    });
  }

  #choose(action: TrayAction): void {
    if (action === 'show') {
      bringForward(this.window);
    } else if (action === 'quit') {
      this.#options.electron.app.quit();
    } else {
      tell(this.window.webContents, 'status.chosen', action);
    }
  }
}

function openShortcuts({ powerMonitor, utilityProcess }: ElectronParts, surroundings: Surroundings): Shortcuts {
  const { resources, platform, config, log } = surroundings;
  const hook = new HookSource({
    fork: () => utilityProcess.fork(resources.hook, [], { serviceName: 'Yankcord keys', stdio: 'ignore' }),
    obstacle: config.keysObstacle,
    log,
  });
  // Where no program sees the keys of others the desktop may give some; elsewhere the hook needs nobody's leave.
  const portal = config.keysObstacle === 'wayland' ? [new PortalSource({ log })] : [];
  return new Shortcuts([hook, ...portal, CommandSocket.open({ path: config.socketPath, platform, log })], powerMonitor);
}

function displayAreas(screen: Pick<Electron.Screen, 'getPrimaryDisplay' | 'getAllDisplays'>): Electron.Rectangle[] {
  const first = screen.getPrimaryDisplay();
  return [first, ...screen.getAllDisplays().filter(({ id }) => id !== first.id)].map(({ workArea }) => workArea);
}
