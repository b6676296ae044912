import { randomUUID } from 'node:crypto';
import type { Channel } from '../../common/community.ts';
import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { ChannelId, MemberId, RoleId } from '../../common/ids.ts';
import { EVERYONE_ROLE, OVERRIDES_MAX, ROLES_MAX, type Override, type Role } from '../../common/roles.ts';
import type { Database } from '../store/Database.ts';
import { loadRoles, removeRole, saveMemberRole, saveOverride, saveRoles } from '../store/roles.ts';
import { Authority, type Asker } from './Authority.ts';
import { Standings } from './Standings.ts';

export interface RoleEvents {
  /** Roles as such: their names, colours, order or permissions. */
  rolesChanged: { roles: Role[] };
  /** What somebody may do is not as it was: stored, and in force. */
  accessChanged: object;
  /** These members have other roles than before. */
  given: { memberIds: readonly MemberId[] };
}

type RoleChange = Partial<Pick<Role, 'name' | 'hue' | 'permissions'>>;

/** The server's roles, who has them and what channels decide otherwise: stored first, then in force, then told. */
export class Roles {
  readonly events = new Emitter<RoleEvents>();
  readonly authority: Authority;
  readonly #database: Database;
  readonly #standings: Standings;
  /** Changes take turns: each is judged by what stands when it is made. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(database: Database, standings: Standings) {
    this.#database = database;
    this.#standings = standings;
    this.authority = new Authority(standings);
  }

  static async open(database: Database): Promise<Roles> {
    return new Roles(database, new Standings(await loadRoles(database)));
  }

  /** The highest first. */
  get all(): Role[] {
    return this.#standings.roles;
  }

  rolesOf(memberId: MemberId): RoleId[] {
    return this.#standings.rolesOf(memberId);
  }

  find(id: RoleId): Role | undefined {
    return this.#standings.role(id);
  }

  overridesOf(channel: Channel): readonly Override[] {
    return this.#standings.overridesOf(channel.id);
  }

  /** Somebody is known to own the server. */
  own(memberId: MemberId): void {
    if (this.#standings.own(memberId)) {
      this.events.emit('accessChanged', {});
    }
  }

  /** As the lowest one above everyone's. @throws AppError `forbidden`, `too_many` */
  async create(by: Asker, { name, hue, permissions }: Pick<Role, 'name' | 'hue' | 'permissions'>): Promise<Role> {
    return this.#inTurn(async () => {
      this.authority.require(by, 'manageRoles');
      this.authority.requireRank(by, 0);
      this.authority.requireHas(by, permissions);
      const above = this.all.filter(({ id }) => id !== EVERYONE_ROLE);
      if (above.length >= ROLES_MAX) {
        throw new AppError('too_many', `there are at most ${String(ROLES_MAX)} roles`);
      }
      // A fresh UUID is an id by construction.
      const role: Role = { id: randomUUID() as RoleId, name, hue, position: 1, permissions };
      await this.#put([...above.map((other) => ({ ...other, position: other.position + 1 })), role]);
      return role;
    });
  }

  /** @throws AppError `forbidden`, `not_found`, `invalid` */
  async update(by: Asker, id: RoleId, change: RoleChange): Promise<Role> {
    return this.#inTurn(async () => {
      const before = this.#requireManaged(by, id);
      if (id === EVERYONE_ROLE && (change.name !== undefined || change.hue !== undefined)) {
        throw new AppError('invalid', 'of this role only the permissions can be changed');
      }
      this.authority.requireHas(by, (change.permissions ?? before.permissions) ^ before.permissions);
      const role = { ...before, ...change };
      await this.#put([role]);
      return role;
    });
  }

  /** @returns the role that is gone @throws AppError `forbidden`, `not_found`, `invalid` */
  async delete(by: Asker, id: RoleId): Promise<Role> {
    return this.#inTurn(async () => {
      const role = this.#requireManaged(by, id);
      if (id === EVERYONE_ROLE) {
        throw new AppError('invalid', 'this role is everybody’s');
      }
      await removeRole(this.#database, id);
      const memberIds = this.#standings.remove(id);
      this.events.emit('given', { memberIds });
      this.#tellRoles();
      return role;
    });
  }

  /** @param ids the highest first @throws AppError `forbidden`, `invalid` where they are not all roles but everyone's */
  async order(by: Asker, ids: readonly RoleId[]): Promise<void> {
    await this.#inTurn(async () => {
      this.authority.require(by, 'manageRoles');
      const before = this.all.filter(({ id }) => id !== EVERYONE_ROLE);
      const known = new Map(before.map((role) => [role.id, role]));
      const ordered = [...new Set(ids)].map((id) => known.get(id)).filter((role) => role !== undefined);
      if (ordered.length !== before.length || ids.length !== before.length) {
        throw new AppError('invalid', 'not all roles, each once');
      }
      const after = ordered.map((role, index) => ({ ...role, position: ordered.length - index }));
      const moved = after.filter((role) => known.get(role.id)?.position !== role.position);
      for (const role of moved) {
        this.authority.requireRank(by, Math.max(role.position, known.get(role.id)?.position ?? 0));
      }
      await this.#put(after);
    });
  }

  /** @throws AppError `forbidden`, `not_found`, `invalid` for everyone's */
  async setMemberRole(by: Asker, memberId: MemberId, id: RoleId, on: boolean): Promise<Role> {
    return this.#inTurn(async () => {
      const role = this.#requireManaged(by, id);
      if (id === EVERYONE_ROLE) {
        throw new AppError('invalid', 'this role is everybody’s');
      }
      this.authority.requireAbove(by, memberId);
      this.authority.requireHas(by, on ? role.permissions : 0);
      await this.#give(memberId, id, on);
      return role;
    });
  }

  /** As an invite says: who made it was asked then. A role that is gone gives nothing. */
  async grant(memberId: MemberId, id: RoleId): Promise<void> {
    await this.#inTurn(async () => {
      if (id !== EVERYONE_ROLE && this.#standings.role(id) !== undefined) {
        await this.#give(memberId, id, true);
      }
    });
  }

  /** @throws AppError `forbidden`, `not_found`, `too_many` */
  async setOverride(by: Asker, channel: Channel, override: Override): Promise<void> {
    await this.#inTurn(async () => {
      const { target, allow, deny } = override;
      this.authority.require(by, 'manageRoles');
      if (target.kind === 'role') {
        this.#requireManaged(by, target.roleId);
      } else {
        this.authority.requireAbove(by, target.memberId);
      }
      const overrides = this.#standings.overridesOf(channel.id);
      const before = overrides.find((one) => JSON.stringify(one.target) === JSON.stringify(target));
      this.authority.requireHas(by, (allow ^ (before?.allow ?? 0)) | (deny ^ (before?.deny ?? 0)), channel);
      if (before === undefined && overrides.length >= OVERRIDES_MAX) {
        throw new AppError('too_many', `a channel decides otherwise for at most ${String(OVERRIDES_MAX)}`);
      }
      if (!(await saveOverride(this.#database, channel.id, override))) {
        throw new AppError('not_found', 'no such member');
      }
      this.#standings.override(channel.id, override);
      this.events.emit('accessChanged', {});
    });
  }

  /** The channel is gone, and what it decided otherwise with it. */
  forget(channelId: ChannelId): void {
    this.#standings.forget(channelId);
  }

  async #give(memberId: MemberId, id: RoleId, on: boolean): Promise<void> {
    if (!(await saveMemberRole(this.#database, memberId, id, on))) {
      throw new AppError('not_found', 'no such member');
    }
    this.#standings.give(memberId, id, on);
    this.events.emit('given', { memberIds: [memberId] });
    this.events.emit('accessChanged', {});
  }

  async #put(roles: readonly Role[]): Promise<void> {
    await saveRoles(this.#database, roles);
    for (const role of roles) {
      this.#standings.put(role);
    }
    this.#tellRoles();
  }

  #tellRoles(): void {
    this.events.emit('rolesChanged', { roles: this.all });
    this.events.emit('accessChanged', {});
  }

  /** @throws AppError `forbidden`, `not_found` */
  #requireManaged(by: Asker, id: RoleId): Role {
    this.authority.require(by, 'manageRoles');
    const role = this.#standings.role(id);
    if (role === undefined) {
      throw new AppError('not_found', 'no such role');
    }
    this.authority.requireRank(by, role.position);
    return role;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
