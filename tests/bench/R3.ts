/**
 * R3, `kill -9` of a share's ffmpeg, and of the whole app with it: the share goes on, or is gone, and leaves nothing. Most kills
 * are of ffmpeg, one in ten of the app, in a process of its own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { CaptureSession } from '../../native-capture/CaptureSession.ts';
import { countUdpSockets } from '../fakes/udpSockets.ts';
import { percentile, spread, type Bench, type Goal } from './figures.ts';
import { openShareScene, wishOf, type ShareScene } from './shareStage.ts';

/** For each run that is asked for: ten make two hundred. */
const FFMPEG_KILLS = 18;
const APP_KILLS = 2;
const PATIENCE_MS = 20_000;
/** Long enough for a killed process to be gone, and for nothing to be left. */
const GONE_MS = 5_000;
const id = 'R3';

export const killedShare: Goal = { id, title: 'kill -9 of ffmpeg, and of the app that shares', measure };

async function measure(bench: Bench): Promise<void> {
  await using scene = await openShareScene();
  const sockets = countUdpSockets();
  const counts = JSON.stringify(scene.party.counts);
  const resumed: number[] = [];
  let orphans = 0;
  let lost = 0;
  for (let run = 0; run < bench.runs; run += 1) {
    const times = await killFfmpegs(scene);
    resumed.push(...times);
    lost += FFMPEG_KILLS - times.length;
    for (let kill = 0; kill < APP_KILLS; kill += 1) {
      await killApp(scene);
    }
    const left = await leftOf(scene);
    orphans += left;
    bench.progress(
      `${String(resumed.length)} resumed, p95 ${String(percentile(resumed, 95))} ms, ${String(left)} left`,
    );
  }
  const kills = bench.runs * (FFMPEG_KILLS + APP_KILLS);
  const detail = { kills, p50: percentile(resumed, 50), worstMs: percentile(resumed, 100), ...spread(resumed) };
  bench.report({
    id,
    name: 'from the kill of ffmpeg to the next picture, p95',
    figure: percentile(resumed, 95),
    unit: 'ms',
    goal: 2_000,
    detail,
  });
  const count = (name: string, figure: number): void => {
    bench.report({ id, name, figure, unit: 'count', goal: 0, detail: { kills } });
  };
  count('shares that did not go on', lost);
  count('processes left', orphans);
  count('ports left', Math.abs(countUdpSockets() - sockets));
  count('counts of the server that changed', JSON.stringify(scene.party.counts) === counts ? 0 : 1);
}

/** In ms, until packets of the next ffmpeg pass the server. */
async function killFfmpegs({ sharer, display, watch }: ShareScene): Promise<number[]> {
  const ingest = await sharer.ask('openIngest', { preferredCodecs: ['H264'] });
  let newest = 0;
  const unwatch = await watch(ingest, () => {
    newest = performance.now();
  });
  const capture = await CaptureSession.open(wishOf(display.name, ingest));
  try {
    await until(() => newest > 0);
    const times: number[] = [];
    for (let kill = 0; kill < FFMPEG_KILLS; kill += 1) {
      const { pid } = capture;
      process.kill(pid ?? 0, 'SIGKILL');
      const killedMs = performance.now();
      // What the killed one had sent is passed on within a moment; the next one has another process.
      if (await until(() => capture.pid !== pid && capture.status.restarts > kill && newest > killedMs + 50)) {
        times.push(newest - killedMs);
      }
      await wait(100);
    }
    return times;
  } finally {
    capture.close();
    unwatch();
    await sharer.ask('closeIngest', {});
  }
}

async function killApp({ sharer, display }: ShareScene): Promise<void> {
  const ingest = await sharer.ask('openIngest', { preferredCodecs: ['H264'] });
  const wish = JSON.stringify(wishOf(display.name, ingest));
  const app = spawn(process.execPath, ['tests/bench/load/shareOwner.ts', wish], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(app.stdout, 'data');
  app.kill('SIGKILL');
  await once(app, 'exit');
  await sharer.ask('closeIngest', {});
}

/** How many ffmpegs still capture this display some seconds later. */
async function leftOf({ display }: ShareScene): Promise<number> {
  const left = (): number =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
          return command.includes('x11grab') && command.includes(display.name);
        } catch {
          return false; // it ended while we looked
        }
      }).length;
  await until(() => left() === 0, GONE_MS);
  return left();
}

async function until(check: () => boolean, ms = PATIENCE_MS): Promise<boolean> {
  const endMs = performance.now() + ms;
  while (!check()) {
    if (performance.now() > endMs) {
      return false;
    }
    await wait(5);
  }
  return true;
}
