/** Members in the hands of whoever runs the server: for passwords that were forgotten, and devices that were lost. */
import { displayName, NAME_MAX_LENGTH } from '../../common/community.ts';
import { AppError } from '../../common/errors.ts';
import { Passwords } from '../community/passwords.ts';
import { typedSecret } from '../community/typedSecret.ts';
import { findLogin, listAccounts, replaceHash, type StoredAccount } from '../store/accounts.ts';
import type { Database } from '../store/Database.ts';
import { changeProfile, loginOf, makeOwner, removeSessions } from '../store/members.ts';
import { inColumns, inDate, withDatabase } from './existing.ts';

/** @throws AppError `not_found` without a server */
export const listUsers = (dataDir: string, guests: boolean): Promise<string> =>
  withDatabase(dataDir, async (database) => {
    const accounts = await listAccounts(database, guests);
    return accounts.length === 0
      ? 'There is no account yet.'
      : inColumns(
          accounts.map(({ name, kind, owner, seenMs }) => [
            name,
            owner ? `${kind}, owner` : kind,
            `last here ${inDate(seenMs)}`,
          ]),
        );
  });

/** @throws AppError `not_found`, `forbidden` for a guest, who has none */
export const resetPassword = (dataDir: string, name: string): Promise<string> =>
  withDatabase(dataDir, async (database) => {
    const { id, kind, name: called } = await memberOf(database, name);
    if (kind !== 'account') {
      throw new AppError('forbidden', `${called} is a guest, who has no password.`);
    }
    const password = typedSecret();
    const ended = await replaceHash(database, id, await new Passwords().hash(password), undefined);
    return [
      `The password of ${called} is now`,
      '',
      `  ${password}`,
      '',
      `${endedWords(ended.length)} They can choose another one under Settings.`,
    ].join('\n');
  });

/** @throws AppError `not_found`, `bad_setting` for no name at all, `name_taken` where an account has it */
export const rename = (dataDir: string, name: string, wanted: string): Promise<string> =>
  withDatabase(dataDir, async (database) => {
    const parsed = displayName.safeParse(wanted);
    if (!parsed.success) {
      throw new AppError(
        'bad_setting',
        `"${wanted}" is no name: it has 1 to ${String(NAME_MAX_LENGTH)} visible characters.`,
      );
    }
    const { id, name: before } = await memberOf(database, name);
    const account = await findLogin(database, loginOf(parsed.data));
    if (account !== undefined && account.memberId !== id) {
      throw new AppError('name_taken', `An account here is called "${parsed.data}" already.`);
    }
    await changeProfile(database, id, { name: parsed.data });
    return `${before} is called ${parsed.data} from now on.`;
  });

/** @throws AppError `not_found` */
export const endSessions = (dataDir: string, name: string): Promise<string> =>
  withDatabase(dataDir, async (database) =>
    endedWords(await removeSessions(database, (await memberOf(database, name)).id)),
  );

/** @throws AppError `not_found` */
export const giveOwnership = (dataDir: string, name: string): Promise<string> =>
  withDatabase(dataDir, async (database) => {
    const { id, name: called } = await memberOf(database, name);
    await makeOwner(database, id);
    return `${called} owns the server.`;
  });

const endedWords = (count: number): string => (count === 1 ? '1 session ended.' : `${String(count)} sessions ended.`);

/** An account before guests of the same name, of whom the one who was here last is meant. @throws AppError `not_found` */
const memberOf = async (database: Database, name: string): Promise<StoredAccount> => {
  const login = loginOf(name.trim());
  const [found] = (await listAccounts(database, true))
    .filter((account) => loginOf(account.name) === login)
    .sort(
      (one, other) => Number(other.kind === 'account') - Number(one.kind === 'account') || other.seenMs - one.seenMs,
    );
  if (found === undefined) {
    throw new AppError('not_found', `Nobody here is called "${name}": "user list --guests" shows who there is.`);
  }
  return found;
};
