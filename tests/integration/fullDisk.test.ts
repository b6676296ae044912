/** A disk that is full: said so, nothing half written, and as before when there is room again. */
import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { channelId, memberId } from '../../common/ids.ts';
import { SILENT_LOG } from '../../common/log.ts';
import { failure } from '../../server/signaling/replies.ts';
import { Database } from '../../server/store/Database.ts';
import { addMember } from '../../server/store/members.ts';
import { addMessage, loadMessages } from '../../server/store/messages.ts';
import { makeFolder } from '../fakes/party.ts';

it('takes no message, keeps all that it acknowledged, and goes on when there is room', async () => {
  const folder = await makeFolder();
  const database = await Database.open(folder);
  try {
    const anna = memberId.parse('anna');
    const general = channelId.parse('general');
    await addMember(database, { id: anna, name: 'Anna', kind: 'guest' }, 'first', 'hash', 1_000);
    const write = async (index: number): Promise<void> => {
      await addMessage(database, {
        channelId: general,
        author: { memberId: anna, name: 'Anna' },
        body: `${String(index)} ${'words '.repeat(200)}`,
        nonce: `nonce of ${String(index)}`,
        sentMs: index,
      });
    };
    // As large as it is, and a few pages more: SQLite says the same of a disk that has no room.
    const pages =
      (await sql<{ page_count: number }>`pragma page_count`.execute(database.query)).rows[0]?.page_count ?? 0;
    await sql.raw(`pragma max_page_count = ${String(pages + 30)}`).execute(database.query);
    let written = 0;
    let fault: unknown;
    while (fault === undefined && written < 1_000) {
      try {
        await write(written);
        written += 1;
      } catch (thrown) {
        fault = thrown;
      }
    }
    expect(failure(fault, SILENT_LOG, 'sendMessage')).toMatchObject({ ok: false, error: { code: 'storage_full' } });
    expect(written).toBeGreaterThan(5);
    const kept = async (): Promise<number> =>
      (await loadMessages(database, general, { kind: 'newest' }, 1_000)).messages.length;
    expect(await kept()).toBe(written);
    expect(await database.integrity()).toBe('ok');

    await sql.raw('pragma max_page_count = 1000000').execute(database.query);
    await write(written);
    expect(await kept()).toBe(written + 1);
  } finally {
    database.close();
    await rm(folder, { recursive: true, force: true });
  }
});
