/** Who was in which voice channel, for those who may see it. */
import type { VoiceVisit } from '../../common/quality.ts';
import type { Database } from '../store/Database.ts';
import type { StoredMember } from '../store/members.ts';
import { loadVisits, pruneVisits } from '../store/voiceVisits.ts';
import type { Authority } from './Authority.ts';
import type { Channels } from './Channels.ts';

/**
 * The newest `limit` visits (before the one `before`, if given), newest first; none of channels that the reader may not
 * see. @throws AppError `forbidden`
 */
export const loadHistory = async (
  database: Database,
  { authority, all }: Channels,
  reader: StoredMember,
  before: number | undefined,
  limit: number,
): Promise<{ visits: VoiceVisit[]; more: boolean }> => {
  authority.require(reader, 'viewHistory');
  const hidden = all.filter((channel) => !authority.allows(reader, 'viewChannel', channel)).map(({ id }) => id);
  return loadVisits(database, { before, hidden, limit });
};

/** Deletes visits that ended before this time. @returns how many @throws AppError `forbidden` */
export const pruneHistory = async (
  database: Database,
  authority: Authority,
  by: StoredMember,
  beforeMs: number,
): Promise<number> => {
  authority.require(by, 'manageServer');
  return pruneVisits(database, beforeMs);
};
