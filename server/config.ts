/**
 * Everything that can be set, in one typed object: flags first, then environment, then `DATA/yankcord.json`, then
 * defaults. The server's only reader of the environment.
 */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, homedir, hostname } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { DoorOffer } from '../common/accounts.ts';
import { AppError } from '../common/errors.ts';
import type { PartyBeginning } from '../common/ipc/server.ts';
import type { LogFields } from '../common/log.ts';
import { isWildcard } from './addresses.ts';
import {
  CONFIG_FILE,
  readSetting,
  SERVER_NAME_MAX_LENGTH,
  SETTINGS,
  type ConfigSources,
  type Environment,
  type LogLevel,
  type Settings,
} from './settings.ts';

export const DEFAULT_PORT = 7_880;
/** A screen in full HD with its sound, a camera and a voice. */
const DEFAULT_PEER_BITRATE_BPS = 12_000_000;
const DEFAULT_BACKUP_HOURS = 24;
const DEFAULT_BACKUPS_KEPT = 7;
const DEFAULT_FILE_MB = 25;
const DEFAULT_FILES_MB = 10_240;
const MB = 1_000_000;
/** The desktop app shares the machine with a person's other programs. */
const MAX_WORKERS_EMBEDDED = 4;

export type MetricsAccess =
  { readonly kind: 'off' } | { readonly kind: 'loopback' } | { readonly kind: 'token'; readonly token: string };

/** The ways into a server. */
export interface Entry {
  readonly guests: boolean;
  /** Who may make an account. */
  readonly registration: DoorOffer['registration'];
  /**
   * Who becomes the owner of a server that has none: whoever registers with the code that is printed at its start, or the
   * first who comes in.
   */
  readonly owner: 'code' | 'first';
}

export interface Config {
  /** What guests see this server called until somebody chooses a name. */
  readonly name: string;
  /** What was chosen for this start; it counts instead of what was chosen before. */
  readonly beginning: PartyBeginning;
  /** Whether the desktop app runs this server. */
  readonly embedded: boolean;
  /** The only address to listen on; undefined is every address of the machine. */
  readonly host: string | undefined;
  /** 0 takes any free port. */
  readonly port: number;
  readonly dataDir: string;
  /** Where the built web client is. */
  readonly webDir: string;
  readonly logLevel: LogLevel | undefined;
  /** Who may come in, where no owner decides that. */
  readonly entry: Entry;
  /** Tells the network of the party by mDNS, where it listens to a network at all. */
  readonly announce: boolean;
  /** Backups of the data by itself, and how many are kept; 0 hours for none. */
  readonly backups: { readonly everyHours: number; readonly kept: number };
  /** Of what people attach: one file, and all together. 0 takes none. */
  readonly files: { readonly maxBytes: number; readonly totalBytes: number };
  /** Serves `/debug/counts` on loopback. */
  readonly debug: boolean;
  /** Who may read `/metrics`. */
  readonly metrics: MetricsAccess;
  readonly media: {
    readonly workerCount: number;
    /** undefined: mediasoup's own place for it. */
    readonly workerBin: string | undefined;
    /** The first worker's port, each further worker has the next; 0 any; undefined the usual ones, where free. */
    readonly port: number | undefined;
    /** undefined: `host`, or else every usable address. */
    readonly listenIps: readonly string[] | undefined;
    /** Addresses that stand before the listening ones, for guests behind another network. */
    readonly announcedIps: readonly string[];
    /** Where RTP without WebRTC is taken in, and what its senders are told: null, the address they know already. */
    readonly ingest: { readonly listen: string; readonly announced: string | null };
    /** How long an empty room is kept, in ms. */
    readonly roomWarmMs: number;
    /** What one peer may send in all, bit/s, where its channel sets no lower limit (S7). */
    readonly peerBitrateBps: number;
  };
}

const dataFolder = (environment: Environment): string => {
  if (process.platform === 'darwin') {
    return join(homedir(), 'Library', 'Application Support', 'yankcord');
  }
  if (process.platform === 'win32') {
    return join(environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'yankcord');
  }
  const chosen = environment['XDG_DATA_HOME'];
  // The XDG specification tells programs to pass over relative paths.
  return join(chosen !== undefined && isAbsolute(chosen) ? chosen : join(homedir(), '.local', 'share'), 'yankcord');
};

/** Beside the sources in a checkout, beside the bundle once built. */
const webFolder = (): string => {
  const inCheckout = fileURLToPath(new URL('../dist/web', import.meta.url));
  return existsSync(inCheckout) ? inCheckout : fileURLToPath(new URL('../web', import.meta.url));
};

/** Where everything is kept: it must be known before the file in it can be read. */
const readDataDir = (sources: ConfigSources): string =>
  resolve(readSetting(SETTINGS.data, sources) ?? dataFolder(sources.environment));

const metricsAccess = ({ metrics = 'loopback', metricsToken: token }: Settings): MetricsAccess => {
  if (metrics !== 'token') {
    return { kind: metrics };
  }
  if (token === undefined) {
    throw new AppError('bad_setting', 'YANKCORD_METRICS is "token", which needs YANKCORD_METRICS_TOKEN: set it too.');
  }
  return { kind: 'token', token };
};

/** Beside the desktop app its own shares alone come in this way, until somebody opens it to others. */
const ingestAddress = (
  { ingestListenIp, ingestAnnouncedIp }: Settings,
  host: string | undefined,
  embedded: boolean,
): Config['media']['ingest'] => {
  const listen = ingestListenIp ?? (embedded ? '127.0.0.1' : (host ?? '0.0.0.0'));
  return { listen, announced: ingestAnnouncedIp ?? (isWildcard(listen) ? null : listen) };
};

/**
 * The config from its sources.
 * @param embedded whether the desktop app runs this server
 * @throws AppError `bad_setting` that names the setting
 */
export const resolveConfig = (sources: ConfigSources, embedded: boolean): Config => {
  const known = new Set(Object.values(SETTINGS).flatMap((setting) => ('file' in setting ? [setting.file] : [])));
  const unknown = Object.keys(sources.file).find((key) => !known.has(key as never)); // a Set of literals asks for one
  if (unknown !== undefined) {
    throw new AppError('bad_setting', `${CONFIG_FILE} has a setting "${unknown}", which does not exist: take it out.`);
  }
  // Each key is read by its own setting, so the record has each setting's type: Object.entries cannot say so.
  const settings = Object.fromEntries(
    Object.entries(SETTINGS).map(([key, setting]) => [key, readSetting<unknown>(setting, sources)]),
  ) as Settings;
  const host = settings.host === undefined || isWildcard(settings.host) ? undefined : settings.host;
  const cores = availableParallelism();
  const workerCount = settings.workerCount ?? (embedded ? Math.min(cores, MAX_WORKERS_EMBEDDED) : cores);
  if (settings.mediaPort !== undefined && settings.mediaPort + workerCount - 1 > 65_535) {
    throw new AppError(
      'bad_setting',
      `--media-port leaves no room for ${String(workerCount)} workers: choose a lower one.`,
    );
  }
  return {
    name: settings.name ?? `Yankcord on ${hostname()}`.slice(0, SERVER_NAME_MAX_LENGTH),
    beginning: settings.name === undefined ? {} : { name: settings.name },
    embedded,
    host,
    port: settings.port ?? DEFAULT_PORT,
    dataDir: readDataDir(sources),
    webDir: resolve(settings.webDir ?? webFolder()),
    logLevel: settings.logLevel,
    entry: {
      guests: settings.guests !== 'refused',
      registration: settings.registration ?? 'open',
      owner: settings.owner ?? 'code',
    },
    announce: settings.announce ?? true,
    backups: {
      everyHours: settings.backupHours ?? DEFAULT_BACKUP_HOURS,
      kept: settings.backupsKept ?? DEFAULT_BACKUPS_KEPT,
    },
    files: {
      maxBytes: (settings.fileMb ?? DEFAULT_FILE_MB) * MB,
      totalBytes: (settings.filesMb ?? DEFAULT_FILES_MB) * MB,
    },
    debug: settings.debug ?? false,
    metrics: metricsAccess(settings),
    media: {
      workerCount,
      workerBin: settings.workerBin,
      port: settings.mediaPort,
      listenIps: settings.listenIps ?? (host === undefined ? undefined : [host]),
      announcedIps: settings.announcedIps ?? [],
      ingest: ingestAddress(settings, host, embedded),
      roomWarmMs: settings.roomWarmMs ?? 30_000,
      peerBitrateBps: settings.peerBitrateBps ?? DEFAULT_PEER_BITRATE_BPS,
    },
  };
};

const readConfigFile = (dataDir: string): Readonly<Record<string, unknown>> => {
  const path = join(dataDir, CONFIG_FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    // Not there, or its folder is not: the folder's own faults are told by who writes to it.
    return {};
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('bad_setting', `"${path}" is not a JSON object of settings: correct it or take it away.`, {
      cause,
    });
  }
};

/** The config of this process. @throws AppError `bad_setting` that names the setting */
export const loadConfig = (flags: ConfigSources['flags'], embedded: boolean): Config => {
  const sources = { flags, environment: process.env, file: {} };
  return resolveConfig({ ...sources, file: readConfigFile(readDataDir(sources)) }, embedded);
};

/** For the log: what is set, without addresses. */
export const describeConfig = (config: Config): LogFields => ({
  name: config.name,
  everyAddress: config.host === undefined,
  port: config.port,
  dataDir: config.dataDir,
  webDir: config.webDir,
  guests: config.entry.guests,
  registration: config.entry.registration,
  announced: config.announce,
  backupHours: config.backups.everyHours,
  fileBytes: config.files.maxBytes,
  filesBytes: config.files.totalBytes,
  debug: config.debug,
  metrics: config.metrics.kind,
  workerCount: config.media.workerCount,
  mediaPort: config.media.port ?? null,
  peerBitrateBps: config.media.peerBitrateBps,
  announcedAddresses: config.media.announcedIps.length,
});
