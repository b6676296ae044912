/** The desktop app: a window on the client, and a party's server in a process of its own. */
import { join } from 'node:path';
import { Lifetime } from '../common/lifetime.ts';
import { APP_SCHEME_PRIVILEGES, serveApp } from './appProtocol.ts';
import { openCapture } from './capture/openCapture.ts';
import { CertificateGuard } from './certificates.ts';
import { claimLinks, DeepLinks } from './deepLinks.ts';
import { serverEnv } from './config.ts';
import { setupDisplayMedia } from './displayMedia.ts';
import type { ElectronParts } from './electronParts.ts';
import { answerCalls, type Answers } from './ipc/answerCalls.ts';
import { captureAnswers } from './ipc/captureAnswers.ts';
import { tell } from './ipc/notices.ts';
import { partyAnswers } from './ipc/partyAnswers.ts';
import { nearbyAnswers, NearbyWatch } from './lan/NearbyWatch.ts';
import { PartyHost } from './lan/PartyHost.ts';
import { launchBeginning, serverArgs, staysHere } from './launchFlags.ts';
import { setupNavigation } from './navigation.ts';
import { setupPermissions } from './permissions.ts';
import { Shell } from './Shell.ts';
import type { Surroundings } from './surroundings.ts';
import { Pins } from './trust/Pins.ts';
import { Trust, trustAnswers } from './trust/Trust.ts';
import { Updates, updatesAnswers } from './updates/Updates.ts';

/** Starts the app, or leaves the place to the instance that is there. */
export function startApp(electron: ElectronParts, surroundings: Surroundings): void {
  const { app, protocol } = electron;
  const { log } = surroundings;
  // Both have to come before Electron is ready.
  protocol.registerSchemesAsPrivileged([APP_SCHEME_PRIVILEGES]);
  app.enableSandbox();
  if (!app.requestSingleInstanceLock()) {
    // The instance that is there shows its window.
    app.quit();
    return;
  }
  const life = new Lifetime((fault) => {
    log.error('something could not be closed', fault);
  });
  claimLinks(app);
  // Before Electron is ready: macOS tells then of the link that started the app.
  const links = life.own(new DeepLinks(app, surroundings.argv));
  app
    .whenReady()
    .then(() => open(electron, surroundings, links, life))
    .catch((fault: unknown) => {
      log.error('the app cannot start', fault);
      life.end();
      app.exit(1);
    });
}

async function open(
  electron: ElectronParts,
  surroundings: Surroundings,
  links: DeepLinks,
  life: Lifetime,
): Promise<void> {
  const { app, desktopCapturer, ipcMain, protocol, session, shell } = electron;
  const { resources, log, platform } = surroundings;
  setupPermissions(session.defaultSession);
  setupDisplayMedia(session.defaultSession, desktopCapturer, platform, log);
  setupNavigation(app, shell, log);
  serveApp(protocol, resources.web);
  // Before the window opens: from then on its page may call.
  const [pins, source] = await Promise.all([
    Pins.open(join(app.getPath('userData'), 'trusted-certificates.json'), log),
    surroundings.updates(),
  ]);
  const guard = new CertificateGuard(session.defaultSession, pins, log);
  const trust = new Trust(pins, () => {
    guard.renew();
  });
  const host = openHost(electron, surroundings, trust, life);
  const parts = life.own(await Shell.open({ electron, surroundings, links }));
  life.add(
    host.events.on('partyChanged', (state) => {
      tell(parts.window.webContents, 'party.changed', state);
    }),
  );
  const capture = life.own(openCapture(surroundings.capture, parts.window.webContents, desktopCapturer));
  const nearby = life.own(
    new NearbyWatch(
      (changed) => {
        tell(parts.window.webContents, 'nearby.changed', changed);
      },
      staysHere(surroundings.argv),
      log,
    ),
  );
  const updates = life.own(
    new Updates({
      source,
      memory: parts.updateMemory,
      prepareQuit: async () => host.stop(),
      log,
    }),
  );
  life.add(
    updates.events.on('changed', (state) => {
      tell(parts.window.webContents, 'updates.changed', state);
    }),
  );
  const answers: Answers = {
    ...nearbyAnswers(nearby),
    ...partyAnswers(host),
    ...trustAnswers(trust),
    ...updatesAnswers(updates),
    ...captureAnswers(capture),
    ...parts.answers(),
  };
  life.own(answerCalls(ipcMain, answers, log));
  app.on('window-all-closed', () => {
    app.quit();
  });
  setupQuit(app, host, life);
  await parts.loaded;
}

function openHost(
  { app, utilityProcess }: ElectronParts,
  { argv, resources, log }: Surroundings,
  trust: Trust,
  life: Lifetime,
): PartyHost {
  const host = new PartyHost({
    fork: (port) =>
      utilityProcess.fork(resources.server, serverArgs(argv, app.getPath('userData'), port), {
        serviceName: 'Yankcord party',
        stdio: 'inherit',
        env: serverEnv(resources.worker),
        // As build/serverFlags.mjs says for the server by itself.
        execArgv: ['--max-semi-space-size=4', '--expose-gc'],
      }),
    log,
  });
  // Before any other listener: the page must not hear of an address whose certificate is not known yet.
  life.add(
    host.events.on('partyChanged', (state) => {
      if (state.kind === 'hosting') {
        trust.trustOwn(state.party.url, state.party.fingerprint);
      }
    }),
  );
  const beginning = launchBeginning(argv);
  if (beginning !== undefined) {
    host.begin(beginning).catch(() => undefined); // its state says why
  }
  return host;
}

/** Guests are told before the app goes; quitting goes on when no process of the party is left. */
function setupQuit(app: ElectronParts['app'], host: PartyHost, life: Lifetime): void {
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) {
      return;
    }
    event.preventDefault();
    host.close();
    void host.ended.then(() => {
      stopped = true;
      life.end();
      app.quit();
    });
  });
}
