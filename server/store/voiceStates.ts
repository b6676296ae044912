import type { ChannelId, MemberId } from '../../common/ids.ts';
import type { Database } from './Database.ts';

/** Where a member is, and what it chose. */
export interface VoiceStateChange {
  readonly memberId: MemberId;
  readonly channelId: ChannelId | null;
  readonly muted: boolean;
  readonly deafened: boolean;
  readonly sinceMs: number;
}

export interface StoredVoiceState extends VoiceStateChange {
  /** By a moderator: `saveServerMute` alone writes it. */
  readonly serverMuted: boolean;
}

/** Replaces the voice states of these members, all or none. */
export const saveVoiceStates = async (database: Database, states: readonly VoiceStateChange[]): Promise<void> => {
  await database.atomically(async (query) => {
    for (const state of states) {
      const row = {
        channel_id: state.channelId,
        muted: state.muted ? 1 : 0,
        deafened: state.deafened ? 1 : 0,
        since_ms: state.sinceMs,
      };
      await query
        .insertInto('voice_states')
        .values({ member_id: state.memberId, ...row })
        .onConflict((conflict) => conflict.column('member_id').doUpdateSet(row))
        .execute();
    }
  });
};

/** @returns false when there is no such member, and nothing is changed */
export const saveServerMute = async (
  database: Database,
  memberId: MemberId,
  muted: boolean,
  nowMs: number,
): Promise<boolean> => {
  const row = { server_muted: muted ? 1 : 0 };
  return database.atomically(async (query) => {
    const known = await query.selectFrom('members').select('id').where('id', '=', memberId).executeTakeFirst();
    if (known === undefined) {
      return false;
    }
    await query
      .insertInto('voice_states')
      .values({ member_id: memberId, channel_id: null, muted: 0, deafened: 0, since_ms: nowMs, ...row })
      .onConflict((conflict) => conflict.column('member_id').doUpdateSet(row))
      .execute();
    return true;
  });
};

export const loadVoiceStates = async (database: Database): Promise<StoredVoiceState[]> => {
  const rows = await database.query.selectFrom('voice_states').selectAll().execute();
  return rows.map((row) => ({
    // The store gives back ids as they were made.
    memberId: row.member_id as MemberId,
    channelId: row.channel_id as ChannelId | null,
    muted: row.muted === 1,
    deafened: row.deafened === 1,
    sinceMs: row.since_ms,
    serverMuted: row.server_muted === 1,
  }));
};
