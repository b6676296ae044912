import type { ChannelId, MemberId, RoleId } from '../../common/ids.ts';
import { EVERYONE_ROLE, type Override, type OverrideTarget, type Role } from '../../common/roles.ts';
import type { StoredRoles } from '../store/roles.ts';
import type { Standing } from './permissions.ts';

/** Who has which role, and what channels decide otherwise, in memory as in the store. Decides nothing itself. */
export class Standings {
  #owner: MemberId | undefined;
  readonly #roles: Map<RoleId, Role>;
  readonly #given = new Map<MemberId, Set<RoleId>>();
  readonly #overrides = new Map<ChannelId, Override[]>();

  constructor({ roles, given, overrides, ownerId }: StoredRoles) {
    this.#owner = ownerId;
    this.#roles = new Map(roles.map((role) => [role.id, role]));
    for (const { memberId, roleId } of given) {
      this.give(memberId, roleId, true);
    }
    for (const { channelId, override } of overrides) {
      this.override(channelId, override);
    }
  }

  /** The highest first. */
  get roles(): Role[] {
    return [...this.#roles.values()].sort((one, other) => other.position - one.position);
  }

  role(id: RoleId): Role | undefined {
    return this.#roles.get(id);
  }

  /** Beside everyone's, the highest first. */
  rolesOf(memberId: MemberId): RoleId[] {
    const given = this.#given.get(memberId);
    return given === undefined ? [] : this.roles.filter(({ id }) => given.has(id)).map(({ id }) => id);
  }

  /** The lowest role first: of several that grant something, the highest has the last word. */
  of(memberId: MemberId): Standing {
    const given = this.#given.get(memberId);
    const roles = this.roles.filter(({ id }) => id === EVERYONE_ROLE || given?.has(id) === true).reverse();
    return { memberId, owner: memberId === this.#owner, roles };
  }

  overridesOf(channelId: ChannelId): readonly Override[] {
    return this.#overrides.get(channelId) ?? [];
  }

  /** There is one owner at most. @returns whether it is another one than before */
  own(memberId: MemberId): boolean {
    const changed = this.#owner !== memberId;
    this.#owner = memberId;
    return changed;
  }

  put(role: Role): void {
    this.#roles.set(role.id, role);
  }

  remove(id: RoleId): MemberId[] {
    this.#roles.delete(id);
    for (const [channelId, overrides] of this.#overrides) {
      this.#overrides.set(
        channelId,
        overrides.filter(({ target }) => target.kind !== 'role' || target.roleId !== id),
      );
    }
    const had = [...this.#given].filter(([, roles]) => roles.delete(id)).map(([memberId]) => memberId);
    return had;
  }

  give(memberId: MemberId, roleId: RoleId, on: boolean): void {
    const roles = this.#given.get(memberId) ?? new Set();
    if (on) {
      roles.add(roleId);
    } else {
      roles.delete(roleId);
    }
    if (roles.size === 0) {
      this.#given.delete(memberId);
    } else {
      this.#given.set(memberId, roles);
    }
  }

  /** One that decides nothing goes. */
  override(channelId: ChannelId, override: Override): void {
    const others = this.overridesOf(channelId).filter(({ target }) => !isSame(target, override.target));
    const decides = override.allow !== 0 || override.deny !== 0;
    this.#overrides.set(channelId, decides ? [...others, override] : others);
  }

  /** The channel is gone, and what it decided with it. */
  forget(channelId: ChannelId): void {
    this.#overrides.delete(channelId);
  }
}

const isSame = (one: OverrideTarget, other: OverrideTarget): boolean =>
  (one.kind === 'role' && other.kind === 'role' && one.roleId === other.roleId) ||
  (one.kind === 'member' && other.kind === 'member' && one.memberId === other.memberId);
