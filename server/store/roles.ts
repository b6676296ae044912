import type { Selectable } from 'kysely';
import type { ChannelId, MemberId, RoleId } from '../../common/ids.ts';
import type { Override, OverrideTarget, Role } from '../../common/roles.ts';
import type { Database } from './Database.ts';
import type { OverridesTable, RolesTable } from './tables.ts';

/** Everything that decides what members may. */
export interface StoredRoles {
  readonly roles: readonly Role[];
  readonly given: readonly { memberId: MemberId; roleId: RoleId }[];
  readonly overrides: readonly { channelId: ChannelId; override: Override }[];
  readonly ownerId: MemberId | undefined;
}

// The store gives back ids as they were made, here and below.
const fromRow = (row: Selectable<RolesTable>): Role => ({ ...row, id: row.id as RoleId });

const targetOf = ({ role_id, member_id }: Selectable<OverridesTable>): OverrideTarget =>
  role_id === null ? { kind: 'member', memberId: member_id as MemberId } : { kind: 'role', roleId: role_id as RoleId };

export const loadRoles = async (database: Database): Promise<StoredRoles> => {
  const [roles, given, overrides, owner] = await Promise.all([
    database.query.selectFrom('roles').selectAll().execute(),
    database.query.selectFrom('member_roles').selectAll().execute(),
    database.query.selectFrom('overrides').selectAll().execute(),
    database.query.selectFrom('members').select('id').where('owner', '=', 1).executeTakeFirst(),
  ]);
  return {
    roles: roles.map(fromRow),
    given: given.map((row) => ({ memberId: row.member_id as MemberId, roleId: row.role_id as RoleId })),
    overrides: overrides.map((row) => ({
      channelId: row.channel_id as ChannelId,
      override: { target: targetOf(row), allow: row.allow, deny: row.deny },
    })),
    ownerId: owner?.id as MemberId | undefined,
  };
};

/** Adds these roles, or replaces what is stored of them; all or none. */
export const saveRoles = async (database: Database, roles: readonly Role[]): Promise<void> => {
  await database.atomically(async (query) => {
    for (const { id, ...rest } of roles) {
      await query
        .insertInto('roles')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    }
  });
};

/** With what it was given to, and what channels decide about it. */
export const removeRole = async (database: Database, id: RoleId): Promise<void> => {
  await database.query.deleteFrom('roles').where('id', '=', id).execute();
};

/** @returns false when there is no such member, and nothing is changed */
export const saveMemberRole = async (
  database: Database,
  memberId: MemberId,
  roleId: RoleId,
  on: boolean,
): Promise<boolean> =>
  database.atomically(async (query) => {
    const row = { member_id: memberId, role_id: roleId };
    const known = await query.selectFrom('members').select('id').where('id', '=', memberId).executeTakeFirst();
    if (known === undefined) {
      return false;
    }
    if (on) {
      await query
        .insertInto('member_roles')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    } else {
      await query.deleteFrom('member_roles').where('member_id', '=', memberId).where('role_id', '=', roleId).execute();
    }
    return true;
  });

/** One that decides nothing is removed. @returns false when there is no such member, and nothing is changed */
export const saveOverride = async (
  database: Database,
  channelId: ChannelId,
  { target, allow, deny }: Override,
): Promise<boolean> =>
  database.atomically(async (query) => {
    const ids =
      target.kind === 'role'
        ? { role_id: target.roleId, member_id: null }
        : { role_id: null, member_id: target.memberId };
    if (target.kind === 'member') {
      const known = await query.selectFrom('members').select('id').where('id', '=', target.memberId).executeTakeFirst();
      if (known === undefined) {
        return false;
      }
    }
    await query
      .deleteFrom('overrides')
      .where('channel_id', '=', channelId)
      .where('role_id', 'is', ids.role_id)
      .where('member_id', 'is', ids.member_id)
      .execute();
    if (allow !== 0 || deny !== 0) {
      await query
        .insertInto('overrides')
        .values({ channel_id: channelId, ...ids, allow, deny })
        .execute();
    }
    return true;
  });
