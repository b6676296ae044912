import type { DoorSettings } from '../../common/party.ts';
import type { Database } from './Database.ts';

/** What the owner chose; undefined before the first time. The name is null where it was never chosen. */
export type StoredParty = Omit<DoorSettings, 'name'> & { readonly name: string | null };

export const loadPartySettings = async ({ query }: Database): Promise<StoredParty | undefined> => {
  const row = await query.selectFrom('party').select(['name', 'code', 'ask']).where('id', '=', 1).executeTakeFirst();
  return row === undefined ? undefined : { ...row, ask: row.ask === 1 };
};

export const savePartySettings = async (database: Database, { name, code, ask }: StoredParty): Promise<void> => {
  const values = { name, code, ask: ask ? 1 : 0 };
  await database.atomically((query) =>
    query
      .insertInto('party')
      .values({ id: 1, ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute(),
  );
};
