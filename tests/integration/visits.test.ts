/** Who was in which voice channel, as it is written and found again. */
import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { channelId, memberId, peerId, type PeerId } from '../../common/ids.ts';
import { SILENT_LOG } from '../../common/log.ts';
import { VisitJournal } from '../../server/community/VisitJournal.ts';
import { Database } from '../../server/store/Database.ts';
import { endLostVisits, loadVisits, markVisitsSeen, pruneVisits } from '../../server/store/voiceVisits.ts';
import { makeFolder } from '../fakes/party.ts';

let folder: string;

beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('voice visits', () => {
  const visit = { memberId: memberId.parse('anna'), memberName: 'Anna', channelId: channelId.parse('lounge') };

  it('are written in batches, paged newest first, and pruned by their end', async () => {
    const database = await Database.open(folder);
    const journal = new VisitJournal(database, SILENT_LOG);
    const peerOf = (index: number): PeerId => peerId.parse(`peer-${String(index)}`);
    for (let index = 0; index < 5; index += 1) {
      journal.began(peerOf(index), { ...visit, fromMs: index * 1_000 });
    }
    const end = { reason: 'left', worstLossPercent: 2.5 } as const;
    journal.ended(peerOf(0), { ...end, toMs: 10_000 }); // within the batch that begins it
    await journal.settle();
    journal.ended(peerOf(1), { ...end, toMs: 20_000 });
    journal.ended(peerOf(1), { ...end, toMs: 99_000 }); // ended before
    // Before it began: the clock was set back.
    journal.ended(peerOf(2), { toMs: 500, reason: 'disconnected', worstLossPercent: null });
    await journal.settle();
    const newest = await loadVisits(database, { before: undefined, hidden: [], limit: 3 });
    expect(newest).toMatchObject({
      visits: [
        { fromMs: 4_000, toMs: null, reason: null },
        { fromMs: 3_000, toMs: null },
        { fromMs: 2_000, toMs: 2_000, reason: 'disconnected', worstLossPercent: null },
      ],
      more: true,
    });
    expect(await loadVisits(database, { before: newest.visits.at(-1)?.id, hidden: [], limit: 3 })).toMatchObject({
      visits: [
        { toMs: 20_000, reason: 'left', worstLossPercent: 2.5 },
        { toMs: 10_000, memberName: 'Anna' },
      ],
      more: false,
    });
    expect(await pruneVisits(database, 20_000)).toBe(2);
    expect(
      (await loadVisits(database, { before: undefined, hidden: [], limit: 9 })).visits.map(({ fromMs }) => fromMs),
    ).toEqual([4_000, 3_000, 1_000]);
    journal.close();
    database.close();
  });

  it('that cannot be written are tried again with the next', async () => {
    const database = await Database.open(folder);
    const journal = new VisitJournal(database, SILENT_LOG);
    await sql`alter table voice_visits rename to gone`.execute(database.query);
    journal.began(peerId.parse('one'), { ...visit, fromMs: 1 });
    await journal.settle();
    await sql`alter table gone rename to voice_visits`.execute(database.query);
    journal.began(peerId.parse('two'), { ...visit, fromMs: 2 });
    journal.ended(peerId.parse('one'), { toMs: 3, reason: 'left', worstLossPercent: null });
    await journal.settle();
    const { visits } = await loadVisits(database, { before: undefined, hidden: [], limit: 9 });
    expect(visits.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [2, null],
      [1, 3],
    ]);
    journal.close();
    database.close();
  });

  it('that a crash left open end when they were last seen', async () => {
    const database = await Database.open(folder);
    const journal = new VisitJournal(database, SILENT_LOG);
    journal.began(peerId.parse('one'), { ...visit, fromMs: 1_000 });
    await journal.settle();
    await markVisitsSeen(database, 61_000);
    journal.began(peerId.parse('two'), { ...visit, fromMs: 70_000 });
    await journal.settle();
    journal.close();
    database.close();
    const again = await Database.open(folder);
    expect(await endLostVisits(again)).toBe(2);
    expect(await endLostVisits(again)).toBe(0);
    expect((await loadVisits(again, { before: undefined, hidden: [], limit: 9 })).visits).toMatchObject([
      { fromMs: 70_000, toMs: 70_000, reason: 'server_stopping' },
      { fromMs: 1_000, toMs: 61_000, reason: 'server_stopping' },
    ]);
    again.close();
  });
});
