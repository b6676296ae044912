/** The command line: `serve` hosts a party until it is told to end. */
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import { AppLink } from './AppLink.ts';
import { describeConfig, loadConfig, type Config } from './config.ts';
import { GROUPS, OPERATIONS } from './operations/operations.ts';
import type { Server } from './Server.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

interface Flags {
  host?: string;
  port?: string;
  data?: string;
  name?: string;
  mediaPort?: string;
  owner?: string;
}

const app = AppLink.find();

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** One sentence for the person, and the same for the app that forked this process. */
const explain = (fault: unknown): void => {
  const error = AppError.from(fault);
  const expected = error.code !== 'internal';
  const message = expected ? error.message : `The server failed: ${error.message}`;
  process.stderr.write(`${message}\n`);
  app?.tell({ kind: 'failed', error: { code: expected ? error.code : 'party_failed', message } });
};

/** Calls `stop` at the first of Ctrl-C, a request to terminate and the app's word; a second one ends hard. */
const onEnd = (stop: () => Promise<void>): void => {
  let asked = false;
  const end = (): void => {
    if (asked) {
      process.exit(EXIT_INTERRUPTED);
    }
    asked = true;
    stop().then(
      () => process.exit(0),
      (fault: unknown) => {
        explain(fault);
        process.exit(EXIT_FAILED);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  app?.whenOver(end);
};

/** What no handler caught is a fault of ours: it is logged, and the party goes on. */
const watchFaults = (log: Log): void => {
  process.on('unhandledRejection', (fault) => {
    log.error('A promise failed unhandled', fault);
  });
  process.on('uncaughtException', (fault) => {
    log.error('An error was not caught', fault);
  });
};

const serve = async (flags: Flags): Promise<void> => {
  const { mediaPort, ...others } = flags;
  const set = loadConfig({ ...others, 'media-port': mediaPort }, app !== undefined);
  const config = app === undefined ? set : { ...set, beginning: { ...set.beginning, ...(await app.beginning) } };
  // Started before the rest is loaded, which takes most of the time; ended by whatever is there by then.
  const starting = startServer(config);
  const started: { server?: Server } = {};
  // Without a turn of the event loop once it stands: mediasoup ends its workers at a signal by itself, and the guests
  // are to hear first that it is the party that ends.
  onEnd(async () => (started.server ?? (await starting)).stop());
  const server = await starting;
  started.server = server;
  const { addresses, fingerprint, hostKey = '', ownerCode } = server;
  const { banner } = await import('./banner.ts');
  print(banner({ name: server.name, addresses, fingerprint, ownerCode }));
  app?.tell({
    kind: 'ready',
    addresses: [...addresses],
    // The app itself comes by loopback: the only address that outlives a change of networks.
    url: config.host === undefined ? `https://127.0.0.1:${String(server.port)}` : (addresses[0] ?? ''),
    fingerprint,
    hostKey,
  });
};

const startServer = async (config: Config): Promise<Server> => {
  const [{ Server: Party }, { createLog }] = await Promise.all([import('./Server.ts'), import('./log.ts')]);
  // In a terminal a person reads: only what they should look at.
  const log = createLog(config.logLevel ?? (process.stderr.isTTY ? 'warn' : 'info'));
  const server = await Party.start(config, log);
  watchFaults(log);
  log.info('Settings', describeConfig(config));
  return server;
};

const quiet = { writeErr: (): void => undefined };

const program = new Command('yankcord-server')
  .description('Voice chat that people host themselves.')
  .version(packageJson.version)
  .exitOverride()
  .configureOutput(quiet);

program
  .command('serve', { isDefault: true })
  .description('host a party')
  .option('--host <address>', 'the only address to listen on (default: every address)')
  .option('--port <number>', 'the port of the web client; 0 takes any free one')
  .option('--data <folder>', 'where everything is kept')
  .option('--name <name>', 'what guests see the party called')
  .option(
    '--owner <who>',
    '"code": whoever registers with the code shown at the start; "first": whoever comes in first',
  )
  .option('--media-port <number>', 'the first media port, one for each worker; 0 takes any free ones')
  .exitOverride()
  .configureOutput(quiet)
  .action(serve);

const groups = new Map(
  Object.entries(GROUPS).map(([group, description]) => [
    group,
    program.command(group).description(description).exitOverride().configureOutput(quiet),
  ]),
);

for (const { group, name, words = [], options = [], description, run } of OPERATIONS) {
  const command = (groups.get(group ?? '') ?? program)
    .command(name)
    .description(description)
    .option('--data <folder>', 'where everything is kept')
    .exitOverride()
    .configureOutput(quiet);
  for (const word of words) {
    command.argument(word.name, word.description);
  }
  for (const option of options) {
    command.option(option.flags, option.description);
  }
  command.action(async () => {
    const typed = Object.entries(command.opts<Record<string, unknown>>()).map(([flag, value]) => [flag, String(value)]);
    const { data, ...given } = Object.fromEntries(typed) as Record<string, string>; // as it was put together
    const config = loadConfig(data === undefined ? {} : { data }, false);
    const { lines, failed } = await run(config, { words: command.args, options: given });
    print(lines);
    process.exit(failed ? EXIT_FAILED : 0);
  });
}

try {
  await program.parseAsync();
} catch (fault) {
  if (fault instanceof CommanderError) {
    // Help and version are no failures.
    if (fault.exitCode !== 0) {
      process.stderr.write(
        `${fault.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')}; "--help" shows what there is.\n`,
      );
    }
    process.exit(fault.exitCode === 0 ? 0 : EXIT_USAGE);
  }
  explain(fault);
  process.exit(EXIT_FAILED);
}
