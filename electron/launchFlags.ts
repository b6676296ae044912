import { join } from 'node:path';

/** Flags of the server that the desktop app passes on; the rest of its command line is Chromium's. */
const PASSED_ON = /^--(host|port|data|name)=./;

/**
 * What the embedded server is started with.
 *
 * @param argv the app's own command line
 * @param userDataDir where this app keeps its things; the party has a folder of its own there
 */
export function serverArgs(argv: readonly string[], userDataDir: string): string[] {
  const given = argv.filter((word) => PASSED_ON.test(word));
  const data = given.some((word) => word.startsWith('--data=')) ? [] : [`--data=${join(userDataDir, 'party')}`];
  return ['serve', ...data, ...given];
}
