import type { DoorOffer } from '../common/accounts.ts';
import type { Entry } from './config.ts';
import type { AskDoor } from './http/door.ts';
import type { Database } from './store/Database.ts';
import { findInvite } from './store/invites.ts';

/** What a server offers to whoever comes to it. */
export const doorOffer =
  (database: Database, { guests, registration }: Entry, now: () => Pick<DoorOffer, 'name' | 'ownerWanted'>): AskDoor =>
  async (token) => {
    const found = token === undefined ? undefined : await findInvite(database, token, Date.now());
    return {
      ...now(),
      guests,
      registration,
      invite:
        found === undefined
          ? null
          : { by: found.by?.name ?? null, role: found.roleId !== null, expiresMs: found.expiresMs },
    };
  };
