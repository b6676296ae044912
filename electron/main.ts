/** The desktop app: a window on the client, and a party's server in a process of its own. */
import { join } from 'node:path';
import { app, type BrowserWindow, ipcMain, protocol, session, shell, utilityProcess } from 'electron';
import { Lifetime } from '../common/lifetime.ts';
import { APP_SCHEME_PRIVILEGES, serveApp } from './appProtocol.ts';
import { CertificatePins } from './certificates.ts';
import { answerCalls } from './ipc/answerCalls.ts';
import { tell } from './ipc/notices.ts';
import { LanHost } from './lan/LanHost.ts';
import { serverArgs } from './launchFlags.ts';
import { stderrLog as log } from './log.ts';
import { setupNavigation } from './navigation.ts';
import { setupPermissions } from './permissions.ts';
import { openWindow } from './window.ts';

/** Where the parts are built to: `dist/electron`, `dist/web` and `dist/server` beside each other. */
const DIST = join(import.meta.dirname, '..');

const life = new Lifetime((fault) => {
  log.error('something could not be closed', fault);
});

// Both have to come before Electron is ready.
protocol.registerSchemesAsPrivileged([APP_SCHEME_PRIVILEGES]);
app.enableSandbox();

if (app.requestSingleInstanceLock()) {
  app.whenReady().then(start).catch(giveUp);
} else {
  // The instance that is there shows its window.
  app.quit();
}

async function start(): Promise<void> {
  setupPermissions(session.defaultSession);
  setupNavigation(app, shell, log);
  serveApp(protocol, join(DIST, 'web'));
  const host = setupParty();
  const { window, loaded } = openWindow(join(DIST, 'electron', 'preload.cjs'));
  life.add(
    host.events.on('partyChanged', (state) => {
      tell(window.webContents, 'party.changed', state);
    }),
  );
  setupInstance(window);
  await loaded;
}

function setupParty(): LanHost {
  const args = serverArgs(process.argv, app.getPath('userData'));
  const pins = new CertificatePins(session.defaultSession, log);
  const host = LanHost.start({
    fork: () =>
      utilityProcess.fork(join(DIST, 'server', 'main.js'), args, {
        serviceName: 'Yankcord party',
        stdio: 'inherit',
        // As build/serverFlags.mjs says for the server by itself.
        execArgv: ['--max-semi-space-size=4', '--expose-gc'],
      }),
    log,
  });
  // Before any other listener: the page must not hear of an address whose certificate is not known yet.
  life.add(
    host.events.on('partyChanged', (state) => {
      if (state.kind === 'ready') {
        pins.pin(state.party);
      }
    }),
  );
  life.own(answerCalls(ipcMain, { 'party.get': () => host.party() }, log));

  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) {
      return;
    }
    // Guests are told before the app goes; quitting goes on when no process of the party is left.
    event.preventDefault();
    host.close();
    void host.ended.then(() => {
      stopped = true;
      life.end();
      app.quit();
    });
  });
  return host;
}

function setupInstance(window: BrowserWindow): void {
  app.on('second-instance', () => {
    if (window.isMinimized()) {
      window.restore();
    }
    window.focus();
  });
  app.on('window-all-closed', () => {
    app.quit();
  });
}

function giveUp(fault: unknown): void {
  log.error('the app cannot start', fault);
  life.end();
  app.exit(1);
}
