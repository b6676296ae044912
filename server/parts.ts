/** The parts of a server that are opened before it stands, all or none. */
import type { Log } from '../common/log.ts';
import { isWildcard } from './addresses.ts';
import { Attachments } from './community/Attachments.ts';
import { Arrangement } from './community/Arrangement.ts';
import { AuditLog } from './community/AuditLog.ts';
import type { Authority } from './community/Authority.ts';
import { Bans } from './community/Bans.ts';
import { Channels } from './community/Channels.ts';
import { OwnerCode } from './community/OwnerCode.ts';
import { PartySettings } from './community/PartySettings.ts';
import { PrioritySpeakers } from './community/PrioritySpeakers.ts';
import { ServerMutes } from './community/ServerMutes.ts';
import { Roles } from './community/Roles.ts';
import type { Config } from './config.ts';
import { loadCertificate, type Certificate } from './http/certificate.ts';
import { mediaAddresses, mediaPorts } from './media/listen.ts';
import type { MediaAddress } from './media/MediaWorker.ts';
import { WorkerPool } from './media/workers.ts';
import { Database } from './store/Database.ts';
import { DataLock } from './store/DataLock.ts';
import { loadVoiceStates, type StoredVoiceState } from './store/voiceStates.ts';
import { endLostVisits } from './store/voiceVisits.ts';

/** What a server stands on: it closes them. */
export interface Parts {
  readonly certificate: Certificate;
  readonly database: Database;
  readonly lock: DataLock;
  readonly pool: WorkerPool;
}

/** What the store holds for as long as the server runs. */
export interface Kept {
  readonly roles: Roles;
  readonly authority: Authority;
  readonly bans: Bans;
  readonly audit: AuditLog;
  readonly channels: Channels;
  readonly arrangement: Arrangement;
  readonly mutes: ServerMutes;
  readonly speakers: PrioritySpeakers;
  readonly party: PartySettings;
  readonly attachments: Attachments;
  readonly ownerCode: OwnerCode;
  readonly voiceStates: readonly StoredVoiceState[];
}

export const openKept = async (
  database: Database,
  { name, beginning, embedded, entry, dataDir, files }: Config,
  log: Log,
): Promise<Kept> => {
  const roles = await Roles.open(database);
  const { authority } = roles;
  const [channels, mutes, speakers, party, ownerCode, voiceStates] = await Promise.all([
    Channels.open(database, authority),
    ServerMutes.open(database, authority),
    PrioritySpeakers.open(database, authority),
    PartySettings.open(database, authority, name, beginning, embedded),
    OwnerCode.open(database, !embedded && entry.owner === 'code'),
    loadVoiceStates(database),
    endLostVisits(database),
  ]);
  const arrangement = await Arrangement.open(database, channels);
  const attachments = await Attachments.open(database, channels, dataDir, files, log);
  const bans = new Bans(database, authority);
  const audit = new AuditLog(database, authority);
  return {
    roles,
    authority,
    bans,
    audit,
    attachments,
    arrangement,
    channels,
    mutes,
    speakers,
    party,
    ownerCode,
    voiceStates,
  };
};

/**
 * What the media workers take, on a machine with these addresses.
 * @throws AppError `bad_setting` when more are to be announced than there are
 */
export const mediaAddressesOf = ({ media }: Pick<Config, 'media'>, usable: readonly string[]): MediaAddress[] => {
  const listenIps = (media.listenIps ?? ['::']).flatMap((address) => (isWildcard(address) ? usable : [address]));
  return mediaAddresses([...new Set(listenIps)], media.announcedIps);
};

const openPool = async (config: Config, usable: readonly string[], log: Log): Promise<WorkerPool> => {
  const { media } = config;
  return WorkerPool.open(
    {
      count: media.workerCount,
      workerBin: media.workerBin,
      addresses: mediaAddressesOf(config, usable),
      portsOf: (place) => mediaPorts(place, media.workerCount, media.port),
    },
    log,
  );
};

/** All parts, or none: the folder first, then the rest at the same time. */
export const openParts = async (config: Config, usable: readonly string[], log: Log): Promise<Parts> => {
  const lock = await DataLock.take(config.dataDir);
  const [pool, certificate, database] = await Promise.allSettled([
    openPool(config, usable, log),
    loadCertificate(config.dataDir, usable),
    Database.open(config.dataDir),
  ]);
  if (pool.status === 'fulfilled' && certificate.status === 'fulfilled' && database.status === 'fulfilled') {
    return { pool: pool.value, certificate: certificate.value, database: database.value, lock };
  }
  if (pool.status === 'fulfilled') {
    pool.value.close();
    await pool.value.ended();
  }
  if (database.status === 'fulfilled') {
    database.value.close();
  }
  lock.close();
  throw [database, certificate, pool].find((result) => result.status === 'rejected')?.reason;
};

/** For a server that never stood. */
export const abandonParts = async ({ pool, database, lock }: Parts): Promise<void> => {
  pool.close();
  await pool.ended();
  database.close();
  lock.close();
};
