import type { Log } from '../common/log.ts';
import type { CaptureTools, DesktopConfig } from './config.ts';

/** Where and how the app runs. */
export interface Surroundings {
  /** The folder with `electron`, `web` and `server` in it. */
  readonly dist: string;
  readonly argv: readonly string[];
  readonly platform: NodeJS.Platform;
  /** The file that runs as this app. */
  readonly program: string;
  readonly config: DesktopConfig;
  readonly capture: CaptureTools;
  readonly log: Log;
}
