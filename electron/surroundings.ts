import type { Log } from '../common/log.ts';
import type { CaptureTools, DesktopConfig } from './config.ts';
import type { Resources } from './resources.ts';
import type { UpdatesOptions } from './updates/Updates.ts';

/** Where and how the app runs. */
export interface Surroundings {
  readonly resources: Resources;
  readonly argv: readonly string[];
  readonly platform: NodeJS.Platform;
  /** The file that runs as this app. */
  readonly program: string;
  readonly config: DesktopConfig;
  readonly capture: CaptureTools;
  /** Where newer versions come from. */
  readonly updates: () => Promise<UpdatesOptions['source']>;
  readonly log: Log;
}
