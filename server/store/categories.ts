import type { Category } from '../../common/channels.ts';
import type { CategoryId } from '../../common/ids.ts';
import type { Database } from './Database.ts';

/** All of them, in their order. */
export const loadCategories = async (database: Database): Promise<Category[]> => {
  const rows = await database.query
    .selectFrom('categories')
    .select(['id', 'name'])
    .orderBy('position')
    .orderBy('id')
    .execute();
  // The store gives back ids as they were made.
  return rows.map(({ id, name }) => ({ id: id as CategoryId, name }));
};

/** What the store holds becomes these, in this order; channels of one that is gone stand above all categories. */
export const saveCategories = async (database: Database, categories: readonly Category[]): Promise<void> => {
  await database.atomically(async (query) => {
    await query
      .deleteFrom('categories')
      .where(
        'id',
        'not in',
        categories.map(({ id }) => id),
      )
      .execute();
    for (const [position, { id, name }] of categories.entries()) {
      await query
        .insertInto('categories')
        .values({ id, name, position })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ name, position }))
        .execute();
    }
  });
};
