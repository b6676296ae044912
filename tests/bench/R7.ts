/** R7, a stranger who sprays the port of an ingest before and during a share: nothing of it is taken in, nothing is lost by it. */
import { setTimeout as wait } from 'node:timers/promises';
import { CaptureSession } from '../../native-capture/CaptureSession.ts';
import type { Bench, Goal } from './figures.ts';
import { MARK, Stranger } from './load/Stranger.ts';
import { openShareScene, wishOf, type ShareScene } from './shareStage.ts';

const BEFORE_MS = 2_000;
const DURING_MS = 8_000;
const PATIENCE_MS = 20_000;
/** What was on the way when it was counted. */
const SETTLE_MS = 500;
const id = 'R7';

export const sprayedIngest: Goal = { id, title: 'a stranger at the port of an ingest', measure };

interface Seen {
  readonly sprayed: number;
  /** Of the stranger's, or before anything honest was sent. */
  readonly strange: number;
  readonly answers: number;
  readonly honest: number;
  readonly missing: number;
  readonly repeated: number;
}

async function measure(bench: Bench): Promise<void> {
  await using scene = await openShareScene();
  const all: Seen[] = [];
  let unshared = 0;
  for (let run = 0; run < bench.runs; run += 1) {
    const seen = await sprayed(scene);
    unshared += seen === undefined ? 1 : 0;
    if (seen !== undefined) {
      all.push(seen);
      bench.progress(JSON.stringify(seen));
    }
  }
  const sum = (key: keyof Seen): number => all.reduce((total, seen) => total + seen[key], 0);
  const detail = { runs: bench.runs, sprayed: sum('sprayed'), honest: sum('honest') };
  const count = (name: string, figure: number): void => {
    bench.report({ id, name, figure, unit: 'count', goal: 0, detail });
  };
  count("a stranger's packets passed on", sum('strange'));
  count('hijacks: shares that did not get through, or a stranger who was answered', unshared + sum('answers'));
  count('media workers that ended', scene.workers.filter(({ died }) => died).length);
  bench.report({
    id,
    name: 'honest packets lost',
    figure: (100 * sum('missing')) / Math.max(1, sum('honest')),
    unit: '%',
    goal: 0.1,
    detail: { ...detail, repeated: sum('repeated') },
  });
}

/** Undefined where the share did not get through. */
async function sprayed({ sharer, display, watch }: ShareScene): Promise<Seen | undefined> {
  const ingest = await sharer.ask('openIngest', { preferredCodecs: ['H264'] });
  const stranger = new Stranger(ingest);
  let strange = 0;
  let shared = false;
  const sequences = new Set<number>();
  let unwatch: (() => void) | undefined;
  try {
    unwatch = await watch(ingest, (packet) => {
      strange += !shared || packet.includes(MARK) ? 1 : 0;
      sequences.add(packet.readUInt16BE(2));
    });
    await wait(BEFORE_MS);
    shared = true;
    const capture = await CaptureSession.open(wishOf(display.name, ingest));
    try {
      const endMs = performance.now() + PATIENCE_MS;
      while (sequences.size < 100) {
        if (performance.now() > endMs) {
          return undefined;
        }
        await wait(20);
      }
      await wait(DURING_MS);
      const { repeated } = capture.status;
      capture.close();
      await wait(SETTLE_MS);
      const { sent, heard } = stranger;
      return {
        ...{ sprayed: sent, strange, answers: heard, repeated },
        honest: sequences.size,
        missing: holesOf(sequences),
      };
    } finally {
      capture.close();
    }
  } finally {
    stranger.close();
    unwatch?.();
    await sharer.ask('closeIngest', {}).catch(() => undefined); // it ended by itself
  }
}

/** Between the first and the last of fewer than 65 536 numbers, which may turn over. */
function holesOf(sequences: ReadonlySet<number>): number {
  const numbers = [...sequences];
  const [first = 0] = numbers;
  const last = Math.max(
    ...numbers.map((number) => (number - first + 0x1_0000) & 0xffff).filter((ahead) => ahead < 0x8000),
  );
  return Math.max(0, last + 1 - sequences.size);
}
