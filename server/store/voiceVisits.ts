import type { Selectable } from 'kysely';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import type { LeaveReason, VoiceVisit } from '../../common/quality.ts';
import type { Database } from './Database.ts';
import type { VoiceVisitsTable } from './tables.ts';

export type NewVisit = Pick<VoiceVisit, 'memberId' | 'memberName' | 'channelId' | 'fromMs'>;

export interface VisitEnd {
  readonly toMs: number;
  readonly reason: LeaveReason;
  readonly worstLossPercent: number | null;
}

export interface VisitSelection {
  readonly before: number | undefined;
  readonly hidden: readonly ChannelId[];
  readonly limit: number;
}

const fromRow = (row: Selectable<VoiceVisitsTable>): VoiceVisit => ({
  id: row.id,
  // The store gives back ids as they were made.
  memberId: row.member_id as MemberId,
  memberName: row.member_name,
  channelId: row.channel_id as ChannelId,
  fromMs: row.from_ms,
  toMs: row.to_ms,
  reason: row.reason,
  worstLossPercent: row.worst_loss_percent,
});

/** One thing to write: a visit that began (and perhaps ended by now), or the end of one that is stored. */
export type VisitChange =
  | { readonly kind: 'new'; readonly visit: NewVisit; readonly end: VisitEnd | undefined }
  | { readonly kind: 'end'; readonly id: number; readonly end: VisitEnd };

/** Writes all or none. @returns the id of each change's visit, in their order */
export const saveVisits = async (database: Database, changes: readonly VisitChange[]): Promise<number[]> =>
  database.atomically(async (query) => {
    const ids: number[] = [];
    for (const change of changes) {
      const { end } = change;
      const ending =
        end === undefined ? {} : { to_ms: end.toMs, reason: end.reason, worst_loss_percent: end.worstLossPercent };
      if (change.kind === 'end') {
        await query.updateTable('voice_visits').set(ending).where('id', '=', change.id).execute();
        ids.push(change.id);
      } else {
        const { memberId, memberName, channelId, fromMs } = change.visit;
        const visit = { member_id: memberId, member_name: memberName, channel_id: channelId };
        const { id } = await query
          .insertInto('voice_visits')
          .values({ ...visit, from_ms: fromMs, seen_ms: fromMs, ...ending })
          .returning('id')
          .executeTakeFirstOrThrow();
        ids.push(id);
      }
    }
    return ids;
  });

/** Notes of all visits that last that they still do. */
export const markVisitsSeen = async (database: Database, nowMs: number): Promise<void> => {
  await database.query.updateTable('voice_visits').set({ seen_ms: nowMs }).where('to_ms', 'is', null).execute();
};

/** Ends the visits that a server which did not live to do so left open, when they were last seen. @returns how many */
export const endLostVisits = async (database: Database): Promise<number> => {
  const result = await database.query
    .updateTable('voice_visits')
    .set((row) => ({ to_ms: row.ref('seen_ms'), reason: 'server_stopping' as const }))
    .where('to_ms', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
};

/** The newest `limit` visits (before the one `before`, if given) outside of hidden channels, newest first. */
export const loadVisits = async (
  database: Database,
  { before, hidden, limit }: VisitSelection,
): Promise<{ visits: VoiceVisit[]; more: boolean }> => {
  let query = database.query.selectFrom('voice_visits').selectAll();
  if (before !== undefined) {
    query = query.where('id', '<', before);
  }
  if (hidden.length > 0) {
    query = query.where('channel_id', 'not in', hidden);
  }
  // One more than asked for tells whether there are more.
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return { visits: rows.slice(0, limit).map(fromRow), more: rows.length > limit };
};

/** Deletes visits that ended before this time; those that last stay. @returns how many */
export const pruneVisits = async (database: Database, beforeMs: number): Promise<number> => {
  const result = await database.query.deleteFrom('voice_visits').where('to_ms', '<', beforeMs).executeTakeFirst();
  return Number(result.numDeletedRows);
};
