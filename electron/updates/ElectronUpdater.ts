import type { KeyObject } from 'node:crypto';
import electronUpdater, { type AppUpdater } from 'electron-updater';
import { AppError } from '../../common/errors.ts';
import { readPublicKey, isSigned } from './signature.ts';
import type { Feed } from './feed.ts';
import type { Offer, UpdateSource } from './UpdateSource.ts';

const NOTES_MAX = 4_000;

/** What is used of electron-updater. */
export type Updater = Pick<
  AppUpdater,
  | 'allowDowngrade'
  | 'allowPrerelease'
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'checkForUpdates'
  | 'disableWebInstaller'
  | 'downloadUpdate'
  | 'logger'
  | 'on'
  | 'off'
  | 'quitAndInstall'
  | 'setFeedURL'
> & {
  /** semver's, which brings no types. */
  readonly currentVersion: { compare(version: string): number };
};

/** Newer versions by electron-updater (https://www.electron.build/auto-update), which checks each file's hash. */
export class ElectronUpdater implements UpdateSource {
  readonly #updater: Updater;
  readonly #key: KeyObject;

  /** @throws Error when the key is none */
  constructor(updater: Updater, { url, publicKey }: Feed) {
    this.#updater = updater;
    this.#key = readPublicKey(publicKey);
    updater.autoDownload = false;
    // Whoever fetched it wants it; who does not press "restart" has it at the next start.
    updater.autoInstallOnAppQuit = true;
    updater.allowDowngrade = false;
    updater.allowPrerelease = false;
    updater.disableWebInstaller = true;
    // It logs addresses and whole answers.
    updater.logger = null;
    // Its failures are thrown, too; an `error` without a listener would end the app.
    updater.on('error', () => undefined);
    updater.setFeedURL({ provider: 'generic', url });
  }

  async check(): Promise<Offer | undefined> {
    const result = await this.#updater.checkForUpdates().catch((cause: unknown) => {
      throw new AppError('update_unreachable', 'the feed could not be read', { cause });
    });
    const info = result?.updateInfo;
    if (
      info === undefined ||
      result?.isUpdateAvailable !== true ||
      this.#updater.currentVersion.compare(info.version) >= 0
    ) {
      return undefined;
    }
    if (!isSigned(info, this.#key)) {
      throw new AppError('update_unsigned', 'the feed is not signed by whoever built this app');
    }
    const notes = typeof info.releaseNotes === 'string' ? info.releaseNotes.slice(0, NOTES_MAX) : null;
    return { version: info.version, notes };
  }

  async download(onProgress: (done: number) => void, signal: AbortSignal): Promise<void> {
    const token = new electronUpdater.CancellationToken();
    const cancel = (): void => {
      token.cancel();
    };
    const progress = ({ percent }: { percent: number }): void => {
      onProgress(percent / 100);
    };
    signal.addEventListener('abort', cancel, { once: true });
    this.#updater.on('download-progress', progress);
    try {
      await this.#updater.downloadUpdate(token);
    } catch (cause) {
      if (signal.aborted) {
        throw new AppError('cancelled', 'the download was cancelled', { cause });
      }
      const damaged = cause instanceof Error && 'code' in cause && cause.code === 'ERR_CHECKSUM_MISMATCH';
      throw new AppError(damaged ? 'update_damaged' : 'update_unreachable', 'the update could not be fetched', {
        cause,
      });
    } finally {
      signal.removeEventListener('abort', cancel);
      this.#updater.off('download-progress', progress);
    }
  }

  install(): void {
    // With its window on Windows, where a person may be asked for leave; started again everywhere.
    this.#updater.quitAndInstall(false, true);
  }
}
