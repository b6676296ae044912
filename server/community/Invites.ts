import { randomBytes } from 'node:crypto';
import type { InviteRecord } from '../../common/accounts.ts';
import { AppError } from '../../common/errors.ts';
import { EVERYONE_ROLE } from '../../common/roles.ts';
import type { RoleId } from '../../common/ids.ts';
import type { RequestData } from '../../common/signaling.ts';
import type { Database } from '../store/Database.ts';
import { addInvite, loadInvites, removeInvite } from '../store/invites.ts';
import type { StoredMember } from '../store/members.ts';
import type { Roles } from './Roles.ts';

const TOKEN_BYTES = 16;
/** Nobody finds their way in a longer list: old ones are to be taken back first. */
const INVITES_MAX = 500;

/** @param by null: the command line. @throws AppError `too_many` */
export const makeInvite = async (
  database: Database,
  by: InviteRecord['by'],
  { expiresInMs, maxUses, roleId }: RequestData<'createInvite'>,
): Promise<InviteRecord> => {
  if ((await loadInvites(database)).length >= INVITES_MAX) {
    throw new AppError('too_many', `there are ${String(INVITES_MAX)} invites`);
  }
  const createdMs = Date.now();
  const invite: InviteRecord = {
    token: randomBytes(TOKEN_BYTES).toString('base64url'),
    roleId,
    by,
    createdMs,
    expiresMs: expiresInMs === null ? null : createdMs + expiresInMs,
    maxUses,
    uses: 0,
  };
  await addInvite(database, invite);
  return invite;
};

/** Links that let people in, for those who may hand them out. */
export class Invites {
  readonly #database: Database;
  readonly #roles: Roles;

  constructor(database: Database, roles: Roles) {
    this.#database = database;
    this.#roles = roles;
  }

  /** @throws AppError `forbidden` */
  async list(by: StoredMember): Promise<InviteRecord[]> {
    this.#roles.authority.require(by, 'manageServer');
    return loadInvites(this.#database);
  }

  /** @throws AppError `forbidden`, `not_found` for a role that is not there, `too_many` */
  async create(by: StoredMember, asked: RequestData<'createInvite'>): Promise<InviteRecord> {
    this.#roles.authority.require(by, 'manageServer');
    if (asked.roleId !== null) {
      this.#requireGrantable(by, asked.roleId);
    }
    return makeInvite(this.#database, { memberId: by.id, name: by.name }, asked);
  }

  /** @throws AppError `forbidden`, `not_found` */
  async revoke(by: StoredMember, token: string): Promise<void> {
    this.#roles.authority.require(by, 'manageServer');
    if (!(await removeInvite(this.#database, token))) {
      throw new AppError('not_found', 'no such invite');
    }
  }

  /** As giving it by hand: nobody hands out more than they have. */
  #requireGrantable(by: StoredMember, id: RoleId): void {
    const { authority } = this.#roles;
    authority.require(by, 'manageRoles');
    const role = id === EVERYONE_ROLE ? undefined : this.#roles.find(id);
    if (role === undefined) {
      throw new AppError('not_found', 'no such role');
    }
    authority.requireRank(by, role.position);
    authority.requireHas(by, role.permissions);
  }
}
