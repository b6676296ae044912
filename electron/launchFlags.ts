import { join } from 'node:path';
import type { PartyBeginning } from '../common/ipc/server.ts';
import { partyName } from '../common/party.ts';

/** Flags of the server that the desktop app passes on; the rest of its command line is Chromium's. */
const PASSED_ON = /^--(host|port|data)=./;

/**
 * What the embedded server is started with.
 *
 * @param argv the app's own command line
 * @param userDataDir where this app keeps its things; the party has a folder of its own there
 * @param port in place of the one that the command line names
 */
export function serverArgs(argv: readonly string[], userDataDir: string, port: number | undefined): string[] {
  const given = argv.filter((word) => PASSED_ON.test(word) && !(port !== undefined && word.startsWith('--port=')));
  const data = given.some((word) => word.startsWith('--data=')) ? [] : [`--data=${join(userDataDir, 'party')}`];
  return ['serve', ...data, ...given, ...(port === undefined ? [] : [`--port=${String(port)}`])];
}

/** A party that is named on the command line begins with the app; otherwise the person is asked. */
export function launchBeginning(argv: readonly string[]): PartyBeginning | undefined {
  const name = partyName.safeParse(argv.findLast((word) => word.startsWith('--name='))?.slice('--name='.length));
  return name.success ? { name: name.data } : undefined;
}

/** Whether the command line keeps everything on this machine: then nothing is said to any network either. */
export const staysHere = (argv: readonly string[]): boolean =>
  argv.some((word) => /^--host=(127\.|localhost$|\[?::1\]?$)/i.test(word));
