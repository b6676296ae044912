import type { MemberId } from '../../common/ids.ts';
import type { Database } from './Database.ts';

/** @returns false when there is no such member, and nothing is changed */
export const savePriority = async (database: Database, memberId: MemberId, priority: boolean): Promise<boolean> => {
  const row = await database.query
    .updateTable('members')
    .set({ priority: priority ? 1 : 0 })
    .where('id', '=', memberId)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
};

export const loadPrioritySpeakers = async (database: Database): Promise<MemberId[]> => {
  const rows = await database.query.selectFrom('members').select('id').where('priority', '=', 1).execute();
  // The store gives back ids as they were made.
  return rows.map(({ id }) => id as MemberId);
};
