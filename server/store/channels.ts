import type { Channel } from '../../common/community.ts';
import type { ChannelId } from '../../common/ids.ts';
import type { Database } from './Database.ts';

/** Every channel, in the order people see them. */
export const loadChannels = async (database: Database): Promise<Channel[]> => {
  const rows = await database.query.selectFrom('channels').selectAll().orderBy('position').orderBy('id').execute();
  return rows.map((row) => {
    // The store gives back ids as they were made.
    const base = { id: row.id as ChannelId, name: row.name, position: row.position };
    return row.kind === 'text'
      ? { kind: 'text', ...base }
      : {
          kind: 'voice',
          ...base,
          memberLimit: row.member_limit,
          peerBitrateBps: 0,
          opus: {
            bitrateBps: row.opus_bitrate_bps,
            dtx: row.opus_dtx === 1,
            fec: row.opus_fec === 1,
            stereo: row.opus_stereo === 1,
          },
        };
  });
};
