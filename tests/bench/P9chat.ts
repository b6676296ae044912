/** P9, the writing side: five hundred messages a second while people talk on the same server. */
import { setTimeout as wait } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { fetchFrom } from '../fakes/https.ts';
import { Guest } from '../fakes/Guest.ts';
import { percentile, type Bench, type Goal } from './figures.ts';
import { Crowd } from './load/Crowd.ts';
import { LoadedServer } from './load/LoadedServer.ts';
import { readFrame } from './load/MicStream.ts';
import { Runs, stretchOf, type Stretch } from './load/observe.ts';

const WRITERS = 8;
const LISTENERS = 5;
const PER_SECOND = 500;
const RUN_MS = 3_000;
const CALM_MS = 500;
const LOOP_DELAY = /^yankcord_event_loop_delay_seconds\{quantile="0\.99"\} ([\d.e+-]+)$/mu;
const id = 'P9';

export const chat: Goal = { id, title: '500 messages a second while people talk', scale: true, measure };

/** What one stretch of time was like for those who write, and for those who listen. */
interface Span {
  readonly stretch: Stretch;
  readonly acknowledgedMs: readonly number[];
  readonly loopDelayMs: number;
  readonly lostPercent: number;
}

async function measure(bench: Bench): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const server = await LoadedServer.wide();
  stack.defer(() => server.stop());
  const crowd = await Crowd.open(server.url);
  stack.defer(() => {
    crowd.close();
  });
  await crowd.growTo(1);
  await crowd.growTo(1 + LISTENERS, { speaks: false });
  await crowd.settle();
  const writers: Guest[] = [];
  stack.defer(() => {
    for (const writer of writers) {
      writer.close();
    }
  });
  while (writers.length < WRITERS) {
    const writer = await Guest.join(server.url, `Writer ${String(writers.length + 1)}`, { remembers: false });
    // They are told of every message as everybody is; to look at each would cost the load more than the server.
    writer.socket.offAny();
    writers.push(writer);
  }
  await crowd.peers[0]?.speak();
  await wait(CALM_MS);

  const acknowledged = new Runs('time');
  const loop = new Runs('time');
  const loss = new Runs('amount');
  const rates: number[] = [];
  for (let run = 0; run <= bench.runs; run += 1) {
    const quiet = await spanOf(server, crowd, () => wait(RUN_MS).then(() => []));
    const busy = await spanOf(server, crowd, () => writeAll(writers));
    if (run === 0) {
      continue; // the first warmed all of it up
    }
    busy.acknowledgedMs.forEach((ms) => {
      acknowledged.add(ms, busy.stretch);
    });
    loop.add(busy.loopDelayMs, busy.stretch);
    loss.add(busy.lostPercent - quiet.lostPercent, busy.stretch);
    rates.push(busy.acknowledgedMs.length / busy.stretch.seconds);
    bench.progress(
      `run ${String(run)}: ${(rates.at(-1) ?? 0).toFixed(0)}/s, p99 ${String(percentile(busy.acknowledgedMs, 99))} ms`,
    );
  }
  const perSecond = Math.round(percentile(rates, 50));
  const report = (name: string, figure: number | undefined, unit: 'ms' | '%', goal: number, runs: Runs): void => {
    bench.report({ id, name, figure, unit, goal, detail: { perSecond, ...runs.detail } });
  };
  report('from sending to the acknowledgement, p99', acknowledged.percentile(99), 'ms', 20, acknowledged);
  report("p99 of the delay of the server's event loop meanwhile", loop.median, 'ms', 5, loop);
  report('packets of voice lost, busy less quiet', loss.median, '%', 0, loss);
}

async function spanOf(server: LoadedServer, crowd: Crowd, work: () => Promise<number[]>): Promise<Span> {
  const ears = crowd.peers.slice(1).map((peer) => {
    const heard = { first: Infinity, last: -Infinity, count: 0 };
    peer.onHeard = ({ open }) => {
      const { index } = readFrame(open());
      heard.first = Math.min(heard.first, index);
      heard.last = Math.max(heard.last, index);
      heard.count += 1;
    };
    return heard;
  });
  await loopDelayOf(server); // reading it begins the next stretch
  let acknowledgedMs: number[] = [];
  const stretch = await stretchOf(server, async () => {
    acknowledgedMs = await work();
  });
  const loopDelayMs = await loopDelayOf(server);
  const sent = ears.reduce((sum, { first, last }) => sum + Math.max(0, last - first + 1), 0);
  const came = ears.reduce((sum, { count }) => sum + count, 0);
  if (sent === 0) {
    throw new Error('nobody heard anything');
  }
  return { stretch, acknowledgedMs, loopDelayMs, lostPercent: (1 - came / sent) * 100 };
}

/** By a schedule, not by the last answer: a server that is slow gets no less to do. */
async function writeAll(writers: readonly Guest[]): Promise<number[]> {
  const times: number[] = [];
  let failed: unknown;
  const everyMs = (1_000 * writers.length) / PER_SECOND;
  const startMs = performance.now();
  await Promise.all(
    writers.map(async (writer, place) => {
      const answers: Promise<void>[] = [];
      const channelId = writer.textChannel();
      for (let count = 0; count * everyMs < RUN_MS; count += 1) {
        const dueMs = startMs + (count + place / writers.length) * everyMs;
        await wait(Math.max(0, dueMs - performance.now()));
        const askedMs = performance.now();
        const nonce = randomUUID();
        answers.push(
          writer.ask('sendMessage', { channelId, body: `one of very many messages, ${nonce}`, nonce }).then(
            () => {
              times.push(performance.now() - askedMs);
            },
            (fault: unknown) => {
              failed ??= fault;
            },
          ),
        );
      }
      await Promise.all(answers);
    }),
  );
  if (failed !== undefined) {
    throw new Error('a message was not acknowledged', { cause: failed });
  }
  return times;
}

async function loopDelayOf(server: LoadedServer): Promise<number> {
  const { body } = await fetchFrom(`${server.url}/metrics`);
  const seconds = LOOP_DELAY.exec(body)?.[1];
  if (seconds === undefined) {
    throw new Error('the server does not tell the delay of its event loop');
  }
  return Number(seconds) * 1_000;
}
