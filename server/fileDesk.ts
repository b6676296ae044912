import { AppError } from '../common/errors.ts';
import { sessionToken } from '../common/ids.ts';
import type { Log } from '../common/log.ts';
import { groupOfAddress } from './addresses.ts';
import type { Attachments } from './community/Attachments.ts';
import type { Bans } from './community/Bans.ts';
import { resume } from './community/sessions.ts';
import type { App } from './http/app.ts';
import { serveFiles, type Asker } from './http/files.ts';
import { failure } from './signaling/replies.ts';
import type { Database } from './store/Database.ts';
import type { StoredMember } from './store/members.ts';

interface FileParts {
  readonly attachments: Attachments;
  readonly bans: Bans;
}

/** Files over HTTP, for whoever a session's token belongs to; before the app listens. */
export const openFileDesk = async (
  app: App,
  database: Database,
  { attachments, bans }: FileParts,
  log: Log,
): Promise<void> => {
  const memberOf = async (asker: Asker): Promise<StoredMember> => {
    const token = sessionToken.safeParse(asker.token);
    if (!token.success) {
      throw new AppError('unauthenticated', 'no session');
    }
    const { member } = await resume(database, token.data);
    if (!member.owner) {
      await bans.requireWelcome({ memberId: member.id, address: groupOfAddress(asker.address) });
    }
    return member;
  };
  await serveFiles(app, {
    upload: async (asker, order) => attachments.upload(await memberOf(asker), order),
    uploaded: async (asker, nonce) => attachments.uploaded(await memberOf(asker), nonce),
    open: async (asker, id) => attachments.open(await memberOf(asker), id),
    discard: async (asker, id) => attachments.discard(await memberOf(asker), id),
    failure: (fault) => failure(fault, log, 'files'),
  });
};
