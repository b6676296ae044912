/**
 * A loss of power (R5): what was synced is there, and of what was written since any blocks, and not others. Every message
 * that was acknowledged must be in what is left, whatever is left.
 */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { channelId, memberId } from '../../common/ids.ts';
import { Database, DATABASE_FILE } from '../../server/store/Database.ts';
import { addMessage } from '../../server/store/messages.ts';
import { makeFolder } from '../fakes/party.ts';
import { lookInto } from '../fakes/Writers.ts';
import { seededRandom } from '../bench/load/Conversation.ts';

const MESSAGES = 420;
/** Every commit that changed the database itself, and of the others one in so many. */
const TRIED_EVERY = 6;
const BLOCK_BYTES = 4_096;
const author = { memberId: memberId.parse('writer'), name: 'Writer' };
const general = channelId.parse('general');

let folder: string;

beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Disk {
  readonly database: Buffer;
  readonly journal: Buffer;
}

const diskOf = async (dataDir: string): Promise<Disk> => {
  const path = join(dataDir, DATABASE_FILE);
  const [database, journal] = await Promise.all([readFile(path), readFile(`${path}-wal`)]);
  return { database, journal };
};

/** Of each block what was synced or what was written since. A disk may also cut the last one short. */
const mixed = (synced: Buffer, written: Buffer, random: () => number): Buffer => {
  const blocks: Buffer[] = [];
  for (let at = 0; at < written.length; at += BLOCK_BYTES) {
    const came = random() < 0.5;
    const before = synced.subarray(at, at + BLOCK_BYTES);
    const after = written.subarray(at, at + BLOCK_BYTES);
    if (!came && before.length === 0) {
      break; // the file never grew so far
    }
    blocks.push(came ? after.subarray(0, random() < 0.9 ? after.length : Math.floor(after.length * random())) : before);
    if ((blocks.at(-1)?.length ?? 0) < BLOCK_BYTES && at + BLOCK_BYTES < synced.length) {
      blocks[blocks.length - 1] = before;
    }
  }
  return Buffer.concat(blocks);
};

/**
 * What may be on the disk when power goes during the commit between the two. The journal is synced before the database is
 * touched (https://sqlite.org/wal.html#ckpt): only once all of it is there can blocks of the database be new.
 */
const afterLoss = (synced: Disk, written: Disk, random: () => number): Disk =>
  synced.database.equals(written.database) || random() < 0.5
    ? { database: synced.database, journal: mixed(synced.journal, written.journal, random) }
    : { database: mixed(synced.database, written.database, random), journal: written.journal };

it('keeps every acknowledged message, whatever of the last write reached the disk', async () => {
  const dataDir = join(folder, 'data');
  const database = await Database.open(dataDir);
  const random = seededRandom(5);
  const acknowledged: string[] = [];
  let tried = 0;
  let checkpoints = 0;
  try {
    await database.query
      .insertInto('members')
      .values({ id: author.memberId, name: author.name, kind: 'guest', created_ms: 0, seen_ms: 0 })
      .execute();
    let synced = await diskOf(dataDir);
    for (let count = 0; count < MESSAGES; count += 1) {
      const nonce = `nonce ${String(count)}`;
      // Longer than a page now and then: such a message is several writes.
      const body = 'word '.repeat(count % 7 === 0 ? 700 : 10);
      await addMessage(database, { channelId: general, author, body, nonce, sentMs: count });
      const written = await diskOf(dataDir);
      const checkpointed = !written.database.equals(synced.database);
      checkpoints += checkpointed ? 1 : 0;
      if (checkpointed || count % TRIED_EVERY === 0) {
        tried += 1;
        const left = join(folder, `left ${String(count)}`);
        await mkdir(left);
        const disk = afterLoss(synced, written, random);
        await writeFile(join(left, DATABASE_FILE), disk.database);
        await writeFile(join(left, `${DATABASE_FILE}-wal`), disk.journal);
        const { integrity, nonces } = lookInto(left);
        expect(integrity).toBe('ok');
        expect(acknowledged.filter((one) => !nonces.has(one))).toEqual([]);
        await rm(left, { recursive: true });
      }
      acknowledged.push(nonce);
      synced = written;
    }
  } finally {
    database.close();
  }
  expect(tried).toBeGreaterThan(60);
  expect(checkpoints).toBeGreaterThan(1);
}, 120_000);

it('would notice a message that is not in what was synced', async () => {
  const dataDir = join(folder, 'data');
  const database = await Database.open(dataDir);
  const { journal } = await diskOf(dataDir);
  await addMessage(database, { channelId: general, author, body: 'words', nonce: 'acknowledged', sentMs: 1 });
  const left = join(folder, 'left');
  await mkdir(left);
  await copyFile(join(dataDir, DATABASE_FILE), join(left, DATABASE_FILE));
  await writeFile(join(left, `${DATABASE_FILE}-wal`), journal);
  expect(lookInto(left).nonces.has('acknowledged')).toBe(false);
  database.close();
});

it('waits for the disk at every commit', async () => {
  const database = await Database.open(join(folder, 'data'));
  const { rows: journal } = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(database.query);
  const { rows: synchronous } = await sql<{ synchronous: number }>`pragma synchronous`.execute(database.query);
  // 2 is FULL: with less SQLite acknowledges what the disk has not confirmed. https://sqlite.org/pragma.html#pragma_synchronous
  expect([...journal, ...synchronous]).toEqual([{ journal_mode: 'wal' }, { synchronous: 2 }]);
  database.close();
});
