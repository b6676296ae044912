import { AppError } from '../common/errors.ts';
import { sessionToken } from '../common/ids.ts';
import type { Log } from '../common/log.ts';
import type { Attachments } from './community/Attachments.ts';
import { resume } from './community/sessions.ts';
import type { App } from './http/app.ts';
import { serveFiles } from './http/files.ts';
import { failure } from './signaling/replies.ts';
import type { Database } from './store/Database.ts';
import type { StoredMember } from './store/members.ts';

/** Files over HTTP, for whoever a session's token belongs to; before the app listens. */
export const openFileDesk = async (app: App, database: Database, attachments: Attachments, log: Log): Promise<void> => {
  const memberOf = async (given: string): Promise<StoredMember> => {
    const token = sessionToken.safeParse(given);
    if (!token.success) {
      throw new AppError('unauthenticated', 'no session');
    }
    return (await resume(database, token.data)).member;
  };
  await serveFiles(app, {
    upload: async (token, order) => attachments.upload(await memberOf(token), order),
    uploaded: async (token, nonce) => attachments.uploaded(await memberOf(token), nonce),
    open: async (token, id) => attachments.open(await memberOf(token), id),
    discard: async (token, id) => attachments.discard(await memberOf(token), id),
    failure: (fault) => failure(fault, log, 'files'),
  });
};
