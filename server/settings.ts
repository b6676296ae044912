/** What can be set, by which names, and what a right value is. Reads nothing by itself. */
import { z } from 'zod';
import { REGISTRATIONS } from '../common/accounts.ts';
import { AppError } from '../common/errors.ts';
import { isWildcard, parseAddress } from './addresses.ts';

export const CONFIG_FILE = 'yankcord.json';
export const SERVER_NAME_MAX_LENGTH = 64;
/** Below it not even a voice and its control packets fit. */
const MIN_PEER_BITRATE_BPS = 100_000;
const MAX_PEER_BITRATE_BPS = 1_000_000_000;
/** A token that can be guessed is none. */
const METRICS_TOKEN_MIN_LENGTH = 16;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export type Environment = Readonly<Record<string, string | undefined>>;

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
  /** Its value is never shown. */
  readonly secret?: true;
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

export const SETTINGS = {
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
  guests: {
    environment: 'YANKCORD_GUESTS',
    file: 'guests',
    schema: z.enum(['allowed', 'refused']),
    must: 'allowed or refused',
  },
  registration: {
    environment: 'YANKCORD_REGISTRATION',
    file: 'registration',
    schema: z.enum(REGISTRATIONS),
    must: 'open, invite or closed',
  },
  owner: {
    flag: 'owner',
    environment: 'YANKCORD_OWNER',
    file: 'owner',
    schema: z.enum(['code', 'first']),
    must: 'code or first',
  },
  announce: { environment: 'YANKCORD_ANNOUNCE', file: 'announce', schema: flag, must: '1 or 0' },
  backupHours: {
    environment: 'YANKCORD_BACKUP_HOURS',
    file: 'backupHours',
    schema: wholeNumber(0, 24 * 366),
    must: 'hours up to a year, or 0 for no backups',
  },
  backupsKept: {
    environment: 'YANKCORD_BACKUPS_KEPT',
    file: 'backupsKept',
    schema: wholeNumber(1, 1_000),
    must: 'between 1 and 1000',
  },
  fileMb: {
    environment: 'YANKCORD_FILE_MB',
    file: 'fileMb',
    schema: wholeNumber(0, 2_000),
    must: 'megabytes up to 2000, or 0 to take no files',
  },
  filesMb: {
    environment: 'YANKCORD_FILES_MB',
    file: 'filesMb',
    schema: wholeNumber(0, 100_000_000),
    must: 'megabytes',
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
  metrics: {
    environment: 'YANKCORD_METRICS',
    file: 'metrics',
    schema: z.enum(['loopback', 'off', 'token']),
    must: 'loopback, off or token',
  },
  metricsToken: {
    environment: 'YANKCORD_METRICS_TOKEN',
    file: 'metricsToken',
    schema: z
      .string()
      .min(METRICS_TOKEN_MIN_LENGTH)
      .max(256)
      .regex(/^[\x21-\x7e]+$/),
    must: `${String(METRICS_TOKEN_MIN_LENGTH)} to 256 characters without spaces`,
    secret: true,
  },
  peerBitrateBps: {
    environment: 'YANKCORD_PEER_BITRATE',
    file: 'peerBitrateBps',
    schema: wholeNumber(MIN_PEER_BITRATE_BPS, MAX_PEER_BITRATE_BPS),
    must: `bit/s between ${String(MIN_PEER_BITRATE_BPS)} and ${String(MAX_PEER_BITRATE_BPS)}`,
  },
} as const satisfies Record<string, Setting<unknown>>;

export type Settings = {
  -readonly [Key in keyof typeof SETTINGS]: z.infer<(typeof SETTINGS)[Key]['schema']> | undefined;
};

export const readSetting = <T>(setting: Setting<T>, sources: ConfigSources): T | undefined => {
  const { flag: flagName, environment, file, secret } = setting;
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
    throw new AppError(
      'bad_setting',
      `${given.label} ${secret === true ? '' : `is ${JSON.stringify(given.value)}, but `}must be ${setting.must}.`,
    );
  }
  return parsed.data;
};
