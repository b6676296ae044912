/** Roles and overrides, as an owner makes them. */
import type { ChannelId, RoleId } from '../../common/ids.ts';
import { bitsOf, type Permission } from '../../common/permissions.ts';
import { EVERYONE_ROLE } from '../../common/roles.ts';
import { refusalOf, type Guest } from './Guest.ts';

export const EVERYONE = EVERYONE_ROLE as RoleId;

/** Why it was refused. @throws AssertionError if it was not */
export const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const [result] = await Promise.allSettled([work]);
  return refusalOf(result).code;
};

export const makeRole = async (owner: Guest, who: Guest, ...permissions: readonly Permission[]): Promise<RoleId> => {
  const { role } = await owner.ask('createRole', { name: 'Moderator', hue: 200, permissions: bitsOf(...permissions) });
  await owner.ask('setMemberRole', { memberId: who.id, roleId: role.id, on: true });
  return role.id;
};

export const deny = async (
  owner: Guest,
  channelId: ChannelId,
  who: Guest | RoleId,
  ...permissions: Permission[]
): Promise<void> => {
  const target =
    typeof who === 'string'
      ? ({ kind: 'role', roleId: who } as const)
      : ({ kind: 'member', memberId: who.id } as const);
  await owner.ask('setOverride', { channelId, target, allow: 0, deny: bitsOf(...permissions) });
};
