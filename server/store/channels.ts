import type { Selectable } from 'kysely';
import type { Channel, VoiceChannel } from '../../common/community.ts';
import type { ChannelId } from '../../common/ids.ts';
import type { Database } from './Database.ts';
import type { ChannelsTable } from './tables.ts';

/** What can be changed of a voice channel; what is not named stays. */
export type VoiceChannelChange = Partial<Pick<VoiceChannel, 'opus' | 'memberLimit' | 'peerBitrateBps'>>;

const fromRow = (row: Selectable<ChannelsTable>): Channel => {
  // The store gives back ids as they were made.
  const base = { id: row.id as ChannelId, name: row.name, position: row.position };
  return row.kind === 'text'
    ? { kind: 'text', ...base }
    : {
        kind: 'voice',
        ...base,
        memberLimit: row.member_limit,
        peerBitrateBps: row.peer_bitrate_bps,
        opus: {
          bitrateBps: row.opus_bitrate_bps,
          dtx: row.opus_dtx === 1,
          fec: row.opus_fec === 1,
          stereo: row.opus_stereo === 1,
        },
      };
};

/** Every channel, in the order people see them. */
export const loadChannels = async (database: Database): Promise<Channel[]> => {
  const rows = await database.query.selectFrom('channels').selectAll().orderBy('position').orderBy('id').execute();
  return rows.map(fromRow);
};

/** @returns the channel as it is now, or undefined if there is no such voice channel */
export const changeVoiceChannel = async (
  database: Database,
  id: ChannelId,
  { opus, memberLimit, peerBitrateBps }: VoiceChannelChange,
): Promise<Channel | undefined> => {
  const row = await database.query
    .updateTable('channels')
    .set({
      // Unchanged where nothing is given: an update must name a column.
      id,
      ...(memberLimit === undefined ? {} : { member_limit: memberLimit }),
      ...(peerBitrateBps === undefined ? {} : { peer_bitrate_bps: peerBitrateBps }),
      ...(opus === undefined
        ? {}
        : {
            opus_bitrate_bps: opus.bitrateBps,
            opus_dtx: opus.dtx ? 1 : 0,
            opus_fec: opus.fec ? 1 : 0,
            opus_stereo: opus.stereo ? 1 : 0,
          }),
    })
    .where('id', '=', id)
    .where('kind', '=', 'voice')
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : fromRow(row);
};
