import type { Selectable } from 'kysely';
import type { ChannelPlace } from '../../common/channels.ts';
import { DEFAULT_OPUS, type Channel, type VoiceChannel } from '../../common/community.ts';
import type { CategoryId, ChannelId } from '../../common/ids.ts';
import type { Database } from './Database.ts';
import type { ChannelsTable } from './tables.ts';

/** What can be changed of a voice channel; what is not named stays. */
export type VoiceChannelChange = Partial<Pick<VoiceChannel, 'opus' | 'memberLimit' | 'peerBitrateBps'>>;

/** What can be changed of a channel of either kind. */
export type ChannelChange = Partial<Pick<Channel, 'name' | 'description' | 'slowModeSeconds'>>;

const fromRow = (row: Selectable<ChannelsTable>): Channel => {
  // The store gives back ids as they were made.
  const base = {
    id: row.id as ChannelId,
    name: row.name,
    position: row.position,
    categoryId: row.category_id as CategoryId | null,
    description: row.description,
    slowModeSeconds: row.slow_seconds,
  };
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

/** @returns the channel as it is now, or undefined if there is none */
export const changeChannel = async (
  database: Database,
  id: ChannelId,
  { name, description, slowModeSeconds }: ChannelChange,
): Promise<Channel | undefined> => {
  const row = await database.query
    .updateTable('channels')
    .set({
      id,
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(slowModeSeconds === undefined ? {} : { slow_seconds: slowModeSeconds }),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : fromRow(row);
};

/** A new one of this kind, as new channels are. */
export const addChannel = async (
  database: Database,
  { id, kind, name, categoryId, position }: Pick<Channel, 'id' | 'kind' | 'name' | 'categoryId' | 'position'>,
): Promise<Channel> => {
  const row = await database.query
    .insertInto('channels')
    .values({
      id,
      kind,
      name,
      category_id: categoryId,
      position,
      member_limit: 0,
      opus_bitrate_bps: DEFAULT_OPUS.bitrateBps,
      opus_dtx: DEFAULT_OPUS.dtx ? 1 : 0,
      opus_fec: DEFAULT_OPUS.fec ? 1 : 0,
      opus_stereo: DEFAULT_OPUS.stereo ? 1 : 0,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return fromRow(row);
};

/** Whether anything was written in it. */
export const hasMessages = async (database: Database, id: ChannelId): Promise<boolean> => {
  const row = await database.query
    .selectFrom('messages')
    .select('id')
    .where('channel_id', '=', id)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
};

/** A history of 100 000 messages goes in turns of the event loop: voice goes on meanwhile. */
const MESSAGES_A_TURN = 1_000;

/** The channel and everything in it. One that was cut short is deleted again. */
export const removeChannel = async (database: Database, id: ChannelId): Promise<void> => {
  for (;;) {
    const { numDeletedRows } = await database.query
      .deleteFrom('messages')
      .where('id', 'in', (query) =>
        query.selectFrom('messages').select('id').where('channel_id', '=', id).limit(MESSAGES_A_TURN),
      )
      .executeTakeFirst();
    if (numDeletedRows < BigInt(MESSAGES_A_TURN)) {
      break;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await database.query.deleteFrom('channels').where('id', '=', id).execute();
};

/** Where channels stand, all of them or none. */
export const placeChannels = async (database: Database, places: readonly ChannelPlace[]): Promise<void> => {
  await database.atomically(async (query) => {
    for (const { channelId, categoryId, position } of places) {
      await query
        .updateTable('channels')
        .set({ category_id: categoryId, position })
        .where('id', '=', channelId)
        .execute();
    }
  });
};
