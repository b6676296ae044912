/** Invites in the hands of whoever runs the server. */
import { join } from 'node:path';
import { inviteToken, INVITE_MAX_MS, INVITE_MAX_USES, type InviteRecord } from '../../common/accounts.ts';
import { AppError } from '../../common/errors.ts';
import type { RoleId } from '../../common/ids.ts';
import { INVITE_ORIGINS_MAX, writeInvite } from '../../common/invite.ts';
import { EVERYONE_ROLE } from '../../common/roles.ts';
import { inUrl, usableAddresses } from '../addresses.ts';
import { makeInvite } from '../community/Invites.ts';
import type { Config } from '../config.ts';
import { exists } from '../folder.ts';
import { CERTIFICATE_FILE, loadCertificate } from '../http/certificate.ts';
import type { Database } from '../store/Database.ts';
import { loadInvites, removeInvite } from '../store/invites.ts';
import { loadRoles } from '../store/roles.ts';
import { inColumns, inDate, withDatabase } from './existing.ts';

/** What may be typed with `create`. */
type Wish = Readonly<Partial<Record<'hours' | 'uses' | 'role' | 'address', string>>>;

const HOUR_MS = 3_600_000;

/** @throws AppError `not_found` without a server or for a role that is not there, `invalid`, `too_many` */
export const createInvite = (
  config: Pick<Config, 'dataDir' | 'host' | 'port'>,
  { hours, uses, role, address }: Wish,
): Promise<string> =>
  withDatabase(config.dataDir, async (database) => {
    const expiresInMs = hours === undefined ? null : wholeOf('--hours', hours, INVITE_MAX_MS / HOUR_MS) * HOUR_MS;
    const maxUses = uses === undefined ? null : wholeOf('--uses', uses, INVITE_MAX_USES);
    const origins = originsOf(config, address);
    const roleId = role === undefined ? null : await roleOf(database, role);
    // Behind an address of its own a server has a certificate that browsers know.
    const fingerprint = address === undefined ? await fingerprintOf(config) : undefined;
    const { token } = await makeInvite(database, null, { expiresInMs, maxUses, roleId });
    return writeInvite({ origins, token, ...(fingerprint === undefined ? {} : { fingerprint }) });
  });

/** Of the certificate that the server has: none is made here. @throws AppError `not_found` */
const fingerprintOf = async ({ dataDir }: Pick<Config, 'dataDir'>): Promise<string> => {
  if (!(await exists(join(dataDir, CERTIFICATE_FILE)))) {
    throw new AppError('not_found', `"${dataDir}" has no certificate: start the server, which makes one.`);
  }
  return (await loadCertificate(dataDir, [])).fingerprint;
};

/** @throws AppError `not_found` without a server */
export const listInvites = (dataDir: string): Promise<string> =>
  withDatabase(dataDir, async (database) => {
    const [invites, { roles }] = [await loadInvites(database), await loadRoles(database)];
    const nameOf = (id: RoleId): string => roles.find((role) => role.id === id)?.name ?? 'a role that is gone';
    return invites.length === 0
      ? 'There are no invites.'
      : inColumns(
          invites.map((invite) => [
            invite.token,
            `by ${invite.by?.name ?? 'the command line'}`,
            usesOf(invite),
            invite.expiresMs === null ? 'for good' : `until ${inDate(invite.expiresMs)}`,
            invite.roleId === null ? '' : `as ${nameOf(invite.roleId)}`,
          ]),
        );
  });

/** @throws AppError `not_found` */
export const revokeInvite = (dataDir: string, token: string): Promise<string> =>
  withDatabase(dataDir, async (database) => {
    if (!inviteToken.safeParse(token).success || !(await removeInvite(database, token))) {
      throw new AppError('not_found', 'There is no such invite: "invite list" shows what there is.');
    }
    return 'Nobody comes in by it any more.';
  });

const usesOf = ({ uses, maxUses }: InviteRecord): string =>
  maxUses === null ? `used ${String(uses)} times` : `used ${String(uses)} of ${String(maxUses)} times`;

/** @throws AppError `invalid` */
const wholeOf = (flag: string, text: string, most: number): number => {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) {
    throw new AppError('invalid', `${flag} is a whole number from 1 to ${String(most)}, not "${text}".`);
  }
  return value;
};

/** @throws AppError `invalid` */
const originsOf = (
  { host, port }: Pick<Config, 'host' | 'port'>,
  address: string | undefined,
): [string, ...string[]] => {
  if (address !== undefined) {
    if (!URL.canParse(address) || new URL(address).protocol !== 'https:') {
      throw new AppError('invalid', `--address is one such as https://chat.example.org, not "${address}".`);
    }
    return [new URL(address).origin];
  }
  const [first = '127.0.0.1', ...others] = host === undefined ? usableAddresses() : [host];
  const originOf = (of: string): string => `https://${inUrl(of)}:${String(port)}`;
  return [originOf(first), ...others.slice(0, INVITE_ORIGINS_MAX - 1).map(originOf)];
};

/** @throws AppError `not_found` */
const roleOf = async (database: Database, name: string): Promise<RoleId> => {
  const { roles } = await loadRoles(database);
  const wanted = name.trim().toLocaleLowerCase();
  const role = roles.find(({ id, name: called }) => id !== EVERYONE_ROLE && called.toLocaleLowerCase() === wanted);
  if (role === undefined) {
    throw new AppError('not_found', `There is no role called "${name}".`);
  }
  return role.id;
};
