/** R6, one client that does all it can against 50 honest ones: their answers, their connections, the memory. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { percentile, type Bench, type Goal } from './figures.ts';
import { Runs, stretchOf } from './load/observe.ts';
import { openScene, type Scene } from './load/stage.ts';

const SIZE = 50;
const ASK_EVERY_MS = 200;
const RUN_MS = 3_000;
const CALM_MS = 1_000;
const ABUSER = fileURLToPath(new URL('load/abuser.ts', import.meta.url));
const report = z.object({ sent: z.number(), connections: z.number() });
const id = 'R6';

export const abuse: Goal = { id, title: 'one abusive client among 50 honest ones', scale: true, measure };

async function measure(bench: Bench): Promise<void> {
  await using scene = await openScene(bench.folder);
  const { server, crowd } = scene;
  await crowd.growTo(SIZE);
  await crowd.settle();
  let disconnected = 0;
  for (const { guest } of crowd.peers) {
    guest.socket.once('disconnect', () => (disconnected += 1));
  }
  // What answering anyone takes is there before it is looked at.
  await answersIn(scene, new Runs('amount'));
  const beforeMb = server.pssMb();
  const quiet = new Runs('amount');
  const abused = new Runs('amount');
  const rates: number[] = [];
  let peakMb = beforeMb;
  for (let run = 0; run < bench.runs; run += 1) {
    await answersIn(scene, quiet);
    const abuser = await startAbuser(server.url);
    const startMs = performance.now();
    await answersIn(scene, abused);
    const { sent, connections } = abuser.told();
    rates.push((sent / (performance.now() - startMs)) * 1_000);
    peakMb = Math.max(peakMb, server.pssMb());
    abuser.child.kill('SIGKILL');
    bench.progress(`run ${String(run + 1)}: ${String(sent)} messages on ${String(connections)} connections`);
    await wait(CALM_MS);
  }
  const [before, during] = [quiet.median, abused.median];
  bench.report({
    id,
    name: `p99 of the answers to ${String(SIZE)} honest clients, abused over quiet`,
    figure: before === undefined || during === undefined ? undefined : during / before,
    unit: 'ratio',
    goal: 2,
    detail: {
      ...abused.detail,
      quietMs: before,
      abusedMs: during,
      messagesPerSecond: Math.round(percentile(rates, 50)),
    },
  });
  bench.report({ id, name: 'honest clients disconnected', figure: disconnected, unit: 'count', goal: 0 });
  bench.report({ id, name: 'memory added', figure: peakMb - beforeMb, unit: 'MB', goal: 32, detail: { beforeMb } });
  crowd.close();
}

/** The p99 of everyone's small requests, each as often as a person who is busy. */
async function answersIn({ server, crowd }: Scene, runs: Runs): Promise<void> {
  const answers: number[] = [];
  const stretch = await stretchOf(server, async () => {
    const endMs = performance.now() + RUN_MS;
    await Promise.all(
      crowd.peers.map(async ({ guest }, index) => {
        await wait((index * ASK_EVERY_MS) / SIZE);
        while (performance.now() < endMs) {
          const askedMs = performance.now();
          await guest.ask('setPresence', { idle: false });
          answers.push(performance.now() - askedMs);
          await wait(ASK_EVERY_MS);
        }
      }),
    );
  });
  runs.add(percentile(answers, 99), stretch);
}

/** Resolves when it is at it. */
async function startAbuser(url: string): Promise<{ child: ChildProcess; told: () => z.infer<typeof report> }> {
  const child = fork(ABUSER, [url]);
  let last = { sent: 0, connections: 0 };
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message) => {
      last = report.parse(message);
      resolve();
    });
    child.once('error', reject);
  });
  return { child, told: () => last };
}
