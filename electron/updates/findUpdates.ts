import type { Log } from '../../common/log.ts';
import type { Updater } from './ElectronUpdater.ts';
import { readFeed } from './feed.ts';
import type { UpdatesOptions } from './Updates.ts';

interface Installed {
  readonly isPackaged: boolean;
  /** The app's own package.json. */
  readonly packageFile: string;
  /** electron-updater's for this kind of package; asked for in an installed app only, as it reads what is beside it. */
  readonly updater: () => Promise<Updater & { isUpdaterActive(): boolean }>;
  readonly log: Log;
}

/** Where this app's newer versions come from, or why it looks for none. */
export async function findUpdates({
  isPackaged,
  packageFile,
  updater,
  log,
}: Installed): Promise<UpdatesOptions['source']> {
  if (!isPackaged) {
    return 'checkout';
  }
  try {
    const feed = readFeed(packageFile);
    if (feed === undefined) {
      return 'noFeed';
    }
    const own = await updater();
    if (!own.isUpdaterActive()) {
      return 'unsupported';
    }
    const { ElectronUpdater } = await import('./ElectronUpdater.ts');
    return new ElectronUpdater(own, feed);
  } catch (fault) {
    log.error('there will be no updates', fault);
    return 'unsupported';
  }
}
