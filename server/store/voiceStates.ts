import type { ChannelId, MemberId } from '../../common/ids.ts';
import type { Database } from './Database.ts';

export interface StoredVoiceState {
  readonly memberId: MemberId;
  readonly channelId: ChannelId | null;
  readonly muted: boolean;
  readonly deafened: boolean;
  readonly sinceMs: number;
}

/** Replaces the voice states of these members, all or none. */
export const saveVoiceStates = async (database: Database, states: readonly StoredVoiceState[]): Promise<void> => {
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

export const loadVoiceStates = async (database: Database): Promise<StoredVoiceState[]> => {
  const rows = await database.query.selectFrom('voice_states').selectAll().execute();
  return rows.map((row) => ({
    // The store gives back ids as they were made.
    memberId: row.member_id as MemberId,
    channelId: row.channel_id as ChannelId | null,
    muted: row.muted === 1,
    deafened: row.deafened === 1,
    sinceMs: row.since_ms,
  }));
};
