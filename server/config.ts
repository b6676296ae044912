/**
 * Everything that can be set, in one typed object: flags first, then environment, then `DATA/yankcord.json`, then
 * defaults. The server's only reader of the environment.
 */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, homedir, hostname } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError } from '../common/errors.ts';
import type { LogFields } from '../common/log.ts';
import { isWildcard, parseAddress } from './addresses.ts';

export const DEFAULT_PORT = 7_880;
const CONFIG_FILE = 'yankcord.json';
const SERVER_NAME_MAX_LENGTH = 64;
/** A screen in full HD with its sound, a camera and a voice. */
const DEFAULT_PEER_BITRATE_BPS = 12_000_000;
/** Below it not even a voice and its control packets fit. */
const MIN_PEER_BITRATE_BPS = 100_000;
const MAX_PEER_BITRATE_BPS = 1_000_000_000;
/** The desktop app shares the machine with a person's other programs. */
const MAX_WORKERS_EMBEDDED = 4;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface Config {
  /** What guests see this server called. */
  readonly name: string;
  /** The only address to listen on; undefined is every address of the machine. */
  readonly host: string | undefined;
  /** 0 takes any free port. */
  readonly port: number;
  readonly dataDir: string;
  /** Where the built web client is. */
  readonly webDir: string;
  readonly logLevel: LogLevel | undefined;
  /** Serves `/debug/counts` on loopback. */
  readonly debug: boolean;
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
    /** Where RTP without WebRTC will be taken in. */
    readonly ingestListenIp: string;
    readonly ingestAnnouncedIp: string | undefined;
    /** How long an empty room is kept, in ms. */
    readonly roomWarmMs: number;
    /** What one peer may send in all, bit/s, where its channel sets no lower limit (S7). */
    readonly peerBitrateBps: number;
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings as they were given, still text or JSON. */
export interface ConfigSources {
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly environment: Environment;
  readonly file: Readonly<Record<string, unknown>>;
}

interface Setting<T> {
  readonly flag?: string;
  readonly environment: string;
  /** Its name in the file; none for settings that say where the file is. */
  readonly file?: string;
  readonly schema: z.ZodType<T>;
  /** What a right value is: `--port must be …`. */
  readonly must: string;
}

const wholeNumber = (min: number, max: number): z.ZodType<number> =>
  z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.number().int().min(min).max(max));

const address = z
  .string()
  .transform((text) => parseAddress(text.trim()))
  .pipe(z.string());

const addressList = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(','))])
  .pipe(z.array(address).min(1).max(16));

const flag = z.union([
  z.boolean(),
  z.enum(['1', 'true', 'yes', 'on', '0', 'false', 'no', 'off']).transform((text) => /^(1|true|yes|on)$/.test(text)),
]);

const PORT = 'a port number between 0 and 65535';
const ADDRESS = 'an IP address';

const SETTINGS = {
  name: {
    flag: 'name',
    environment: 'YANKCORD_NAME',
    file: 'name',
    schema: z.string().trim().min(1).max(SERVER_NAME_MAX_LENGTH),
    must: `1 to ${String(SERVER_NAME_MAX_LENGTH)} characters long`,
  },
  host: { flag: 'host', environment: 'YANKCORD_HOST', file: 'host', schema: address, must: ADDRESS },
  port: { flag: 'port', environment: 'YANKCORD_PORT', file: 'port', schema: wholeNumber(0, 65_535), must: PORT },
  data: { flag: 'data', environment: 'YANKCORD_DATA', schema: z.string().trim().min(1), must: 'a folder' },
  webDir: { environment: 'YANKCORD_WEB_DIR', file: 'webDir', schema: z.string().min(1), must: 'a folder' },
  logLevel: {
    environment: 'YANKCORD_LOG_LEVEL',
    file: 'logLevel',
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    must: 'debug, info, warn, error or silent',
  },
  debug: { environment: 'YANKCORD_DEBUG', file: 'debug', schema: flag, must: '1 or 0' },
  mediaPort: {
    flag: 'media-port',
    environment: 'YANKCORD_MEDIA_PORT',
    file: 'mediaPort',
    schema: wholeNumber(0, 65_535),
    must: PORT,
  },
  workerCount: {
    environment: 'MEDIA_WORKER_COUNT',
    file: 'mediaWorkerCount',
    schema: wholeNumber(1, 64),
    must: 'between 1 and 64',
  },
  workerBin: {
    environment: 'MEDIASOUP_WORKER_BIN',
    file: 'mediasoupWorkerBin',
    schema: z.string().min(1),
    must: 'the path of a mediasoup-worker',
  },
  listenIps: {
    environment: 'WEBRTC_LISTEN_IP',
    file: 'webrtcListenIp',
    schema: addressList,
    must: `${ADDRESS}, or several with commas between`,
  },
  announcedIps: {
    environment: 'WEBRTC_ANNOUNCED_IP',
    file: 'webrtcAnnouncedIp',
    schema: addressList.refine((addresses) => !addresses.some(isWildcard)),
    must: `${ADDRESS} that guests can reach, or several with commas between`,
  },
  ingestListenIp: {
    environment: 'NATIVE_RTP_LISTEN_IP',
    file: 'nativeRtpListenIp',
    schema: address,
    must: ADDRESS,
  },
  ingestAnnouncedIp: {
    environment: 'NATIVE_RTP_ANNOUNCED_IP',
    file: 'nativeRtpAnnouncedIp',
    schema: address,
    must: ADDRESS,
  },
  roomWarmMs: {
    environment: 'YANKCORD_ROOM_WARM_MS',
    file: 'roomWarmMs',
    schema: wholeNumber(0, 3_600_000),
    must: 'milliseconds up to an hour',
  },
  peerBitrateBps: {
    environment: 'YANKCORD_PEER_BITRATE',
    file: 'peerBitrateBps',
    schema: wholeNumber(MIN_PEER_BITRATE_BPS, MAX_PEER_BITRATE_BPS),
    must: `bit/s between ${String(MIN_PEER_BITRATE_BPS)} and ${String(MAX_PEER_BITRATE_BPS)}`,
  },
} as const satisfies Record<string, Setting<unknown>>;

type Settings = { -readonly [Key in keyof typeof SETTINGS]: z.infer<(typeof SETTINGS)[Key]['schema']> | undefined };

const readSetting = <T>(setting: Setting<T>, sources: ConfigSources): T | undefined => {
  const { flag: flagName, environment, file } = setting;
  const given = [
    { label: `--${flagName ?? ''}`, value: flagName === undefined ? undefined : sources.flags[flagName] },
    // Empty means not set, as shells leave it.
    {
      label: environment,
      value: sources.environment[environment] === '' ? undefined : sources.environment[environment],
    },
    { label: `"${file ?? ''}" in ${CONFIG_FILE}`, value: file === undefined ? undefined : sources.file[file] },
  ].find(({ value }) => value !== undefined);
  if (given === undefined) {
    return undefined;
  }
  const parsed = setting.schema.safeParse(given.value);
  if (!parsed.success) {
    throw new AppError('bad_setting', `${given.label} is ${JSON.stringify(given.value)}, but must be ${setting.must}.`);
  }
  return parsed.data;
};

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
    host,
    port: settings.port ?? DEFAULT_PORT,
    dataDir: readDataDir(sources),
    webDir: resolve(settings.webDir ?? webFolder()),
    logLevel: settings.logLevel,
    debug: settings.debug ?? false,
    media: {
      workerCount,
      workerBin: settings.workerBin,
      port: settings.mediaPort,
      listenIps: settings.listenIps ?? (host === undefined ? undefined : [host]),
      announcedIps: settings.announcedIps ?? [],
      ingestListenIp: settings.ingestListenIp ?? '127.0.0.1',
      ingestAnnouncedIp: settings.ingestAnnouncedIp,
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
  debug: config.debug,
  workerCount: config.media.workerCount,
  mediaPort: config.media.port ?? null,
  peerBitrateBps: config.media.peerBitrateBps,
  announcedAddresses: config.media.announcedIps.length,
});
