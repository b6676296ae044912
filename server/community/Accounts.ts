import type { DeviceSession } from '../../common/accounts.ts';
import type { Member } from '../../common/community.ts';
import { AppError } from '../../common/errors.ts';
import type { MemberId, RoleId } from '../../common/ids.ts';
import type { Entry } from '../config.ts';
import { addCredentials, findLogin, loadHash, replaceHash } from '../store/accounts.ts';
import type { Database } from '../store/Database.ts';
import { findInvite } from '../store/invites.ts';
import { findMember, loginOf, type Ownership, type StoredMember } from '../store/members.ts';
import { loadSessions, removeSession } from '../store/sessions.ts';
import type { Members } from './Members.ts';
import type { OwnerCode } from './OwnerCode.ts';
import { requireFit, type Passwords } from './passwords.ts';
import type { Roles } from './Roles.ts';
import { oldestUseMs, openSession, openSessionOfNew, sessionIdOf, type OpenedSession } from './sessions.ts';

/** Sessions whose end is remembered, for connections that were just coming in by them. */
const ENDED_REMEMBERED = 1_000;

/** Somebody new who wants an account. */
export interface Applicant {
  readonly name: string;
  readonly password: string;
  readonly invite?: string | undefined;
  readonly ownerCode?: string | undefined;
  readonly device?: string | undefined;
}

/** Names with a password, and where they are signed in. */
export class Accounts {
  readonly entry: Entry;
  readonly ownerCode: OwnerCode;
  readonly #database: Database;
  readonly #members: Members;
  readonly #roles: Roles;
  readonly #passwords: Passwords;
  readonly #ended = new Set<string>();

  constructor(
    database: Database,
    members: Members,
    { roles, ownerCode }: { readonly roles: Roles; readonly ownerCode: OwnerCode },
    passwords: Passwords,
    entry: Entry,
  ) {
    this.#database = database;
    this.#members = members;
    this.#roles = roles;
    this.#passwords = passwords;
    this.ownerCode = ownerCode;
    this.entry = entry;
  }

  /**
   * Whether an account may be made at all.
   * @returns the role that the invite grants
   * @throws AppError `owner_code_wrong`, `registration_closed`, `invite_needed`, `invite_invalid`
   */
  async requireRegistration({ invite, ownerCode }: Pick<Applicant, 'invite' | 'ownerCode'>): Promise<RoleId | null> {
    if (ownerCode !== undefined) {
      if (!this.ownerCode.fits(ownerCode)) {
        throw new AppError('owner_code_wrong', 'not the code of this start');
      }
    } else if (this.entry.registration === 'closed') {
      throw new AppError('registration_closed', 'this server takes no new accounts');
    } else if (this.entry.registration === 'invite' && invite === undefined) {
      throw new AppError('invite_needed', 'accounts are made by invite');
    }
    return this.requireInvite(invite);
  }

  /** @returns the role that it grants. @throws AppError `invite_invalid` for one that lets nobody in */
  async requireInvite(invite: string | undefined): Promise<RoleId | null> {
    if (invite === undefined) {
      return null;
    }
    const found = await findInvite(this.#database, invite, Date.now());
    if (found === undefined) {
      throw new AppError('invite_invalid', 'no such invite, or it is used up or over');
    }
    return found.roleId;
  }

  /**
   * A new account and its first session.
   * @param ownership where no code of the owner is given
   * @throws AppError `password_unfit`, `name_taken`, `invite_invalid`, `owner_code_wrong`, `rate_limited`
   */
  async register(applicant: Applicant, ownership: Ownership): Promise<OpenedSession> {
    const { name, invite, device, ownerCode } = applicant;
    return this.#members.withName(name, async () => {
      const hash = await this.#passwords.hash(applicant.password);
      const code = this.ownerCode.text;
      if (ownerCode !== undefined && !this.ownerCode.spend()) {
        throw new AppError('owner_code_wrong', 'somebody was quicker');
      }
      try {
        return await openSessionOfNew(
          this.#database,
          { name, kind: 'account' },
          ownerCode === undefined ? ownership : true,
          { device, invite, credentials: { login: loginOf(name), hash } },
        );
      } catch (fault) {
        if (ownerCode !== undefined) {
          this.ownerCode.restore(code);
        }
        throw fault;
      }
    });
  }

  /** @throws AppError `sign_in_wrong`, be it the name or the password; `rate_limited` */
  async signIn(name: string, password: string, device: string | undefined): Promise<OpenedSession> {
    const found = await findLogin(this.#database, loginOf(name));
    const right = await this.#passwords.verify(found?.hash, password);
    // Looked at again: it may have been changed while this one was compared.
    const member = found === undefined || !right ? undefined : await this.#ifStill(found.memberId, found.hash);
    if (member === undefined) {
      throw new AppError('sign_in_wrong', 'no such account, or another password');
    }
    return openSession(this.#database, member, device);
  }

  /** @throws AppError `forbidden` for an account, `name_taken`, and as `requireRegistration` */
  async become(member: StoredMember, password: string, invite: string | undefined): Promise<Member> {
    if (member.kind === 'account') {
      throw new AppError('forbidden', 'an account already');
    }
    const roleId = member.owner ? null : await this.requireRegistration({ invite });
    requireFit(password);
    return this.#members.withName(
      member.name,
      async () => {
        const hash = await this.#passwords.hash(password);
        if ((await loadHash(this.#database, member.id)) !== undefined) {
          throw new AppError('forbidden', 'an account already');
        }
        const credentials = { login: loginOf(member.name), hash };
        const stored = await addCredentials(this.#database, member.id, credentials, invite, Date.now());
        if (stored === undefined) {
          throw new AppError('not_found', 'no such member');
        }
        if (roleId !== null) {
          await this.#roles.grant(member.id, roleId);
        }
        return this.#members.changed(stored);
      },
      member.id,
    );
  }

  /**
   * Another password; every other session is over.
   * @returns token hashes of those
   * @throws AppError `forbidden` for a guest, `password_wrong`, `password_unfit`, `rate_limited`
   */
  async changePassword(
    member: StoredMember,
    tokenHash: string,
    { current, password }: { readonly current: string; readonly password: string },
  ): Promise<string[]> {
    const before = await loadHash(this.#database, member.id);
    if (before === undefined) {
      throw new AppError('forbidden', 'a guest has no password');
    }
    requireFit(password);
    if (!(await this.#passwords.verify(before, current))) {
      throw new AppError('password_wrong', 'not the password of this account');
    }
    const hash = await this.#passwords.hash(password);
    if ((await this.#ifStill(member.id, before)) === undefined || this.hasEnded(tokenHash)) {
      throw new AppError('password_wrong', 'it was changed meanwhile');
    }
    return this.#remember(await replaceHash(this.#database, member.id, hash, tokenHash));
  }

  /** @param live token hashes of those that are connected */
  async sessionsOf(id: MemberId, current: string, live: ReadonlySet<string>): Promise<DeviceSession[]> {
    const stored = await loadSessions(this.#database, id, oldestUseMs(Date.now()));
    return stored.map(({ tokenHash, device, createdMs, usedMs }) => ({
      id: sessionIdOf(tokenHash),
      device,
      createdMs,
      usedMs,
      current: tokenHash === current,
      live: live.has(tokenHash),
    }));
  }

  /** @returns the token hash of what is over. @throws AppError `not_found` for anybody else's */
  async revoke(id: MemberId, session: string): Promise<string> {
    const stored = await loadSessions(this.#database, id, 0);
    const found = stored.find(({ tokenHash }) => sessionIdOf(tokenHash) === session);
    if (found === undefined || !(await removeSession(this.#database, id, found.tokenHash))) {
      throw new AppError('not_found', 'no such session');
    }
    this.#remember([found.tokenHash]);
    return found.tokenHash;
  }

  /** Whether this session is over since it was last looked up. */
  hasEnded(tokenHash: string): boolean {
    return this.#ended.has(tokenHash);
  }

  async #ifStill(id: MemberId, hash: string): Promise<StoredMember | undefined> {
    return (await loadHash(this.#database, id)) === hash ? findMember(this.#database, id) : undefined;
  }

  #remember(hashes: string[]): string[] {
    for (const hash of hashes) {
      const [oldest] = this.#ended;
      if (this.#ended.size >= ENDED_REMEMBERED && oldest !== undefined) {
        this.#ended.delete(oldest);
      }
      this.#ended.add(hash);
    }
    return hashes;
  }
}
