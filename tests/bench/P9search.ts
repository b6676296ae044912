/** P9, the reading side: a page and a search in a history of a hundred thousand messages, as the server's store gives them. */
import { setImmediate as turn } from 'node:timers/promises';
import { channelId, memberId } from '../../common/ids.ts';
import { Database } from '../../server/store/Database.ts';
import { idOfRow } from '../../server/store/messageRows.ts';
import { loadMessages } from '../../server/store/messages.ts';
import { searchMessages } from '../../server/store/messageSearch.ts';
import { percentile, type Bench, type Goal } from './figures.ts';

const MESSAGES = 100_000;
const PAGE = 50;
const SAMPLES = 200;
const WORDS_EACH = 12;
/** Of a language's size; a few are in every second message, most in hardly any. */
const VOCABULARY = 20_000;
const id = 'P9';
const general = channelId.parse('general');
const writer = memberId.parse('writer');

export const history: Goal = { id, title: 'reading and searching 100 000 messages', measure };

async function measure(bench: Bench): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const database = await Database.open(bench.folder);
  stack.defer(() => {
    database.close();
  });
  await fill(database);
  bench.progress(`${String(MESSAGES)} messages are there`);

  const report = (name: string, times: readonly number[], goal: number): void => {
    bench.report({ id, name, figure: percentile(times, 95), unit: 'ms', goal, detail: { samples: times.length } });
  };
  const samples = SAMPLES * bench.runs;
  report(
    'first page of a channel, p95',
    await timed(samples, () => loadMessages(database, general, { kind: 'newest' }, PAGE)),
    10,
  );
  report(
    'page around a message anywhere, p95',
    await timed(samples, () => loadMessages(database, general, { kind: 'around', row: random(MESSAGES) }, PAGE)),
    10,
  );
  const search = (query: string): Promise<unknown> =>
    searchMessages(database, { query, channelIds: [general], limit: 25 });
  report('search of a word, p95', await timed(samples, () => search(word())), 50);
  report(
    'search of two beginnings of words, p95',
    await timed(samples, () => search(`${word().slice(0, 2)} ${word().slice(0, 3)}`)),
    50,
  );
  report(
    'search of what is not there, p95',
    await timed(samples, (index) => search(`zz${String(index)} ${word()}`)),
    50,
  );
}

async function timed(samples: number, act: (index: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < samples; index += 1) {
    const startedMs = performance.now();
    await act(index);
    times.push(performance.now() - startedMs);
    await turn();
  }
  return times;
}

async function fill(database: Database): Promise<void> {
  await database.query
    .insertInto('members')
    .values({ id: writer, name: 'Writer', kind: 'guest', created_ms: 0, seen_ms: 0 })
    .execute();
  const CHUNK = 1_000;
  for (let from = 0; from < MESSAGES; from += CHUNK) {
    const rows = Array.from({ length: CHUNK }, (_, index) => ({
      channel_id: general,
      author_id: writer,
      author_name: 'Writer',
      body: Array.from({ length: WORDS_EACH }, word).join(' '),
      nonce: idOfRow(from + index),
      sent_ms: from + index,
    }));
    await database.query.insertInto('messages').values(rows).execute();
  }
}

const random = (below: number): number => Math.floor(Math.random() * below);

/** Common words are short and come often, as in any language (Zipf). */
function word(): string {
  const rank = Math.floor(VOCABULARY ** Math.random());
  return `w${rank.toString(36)}`;
}
