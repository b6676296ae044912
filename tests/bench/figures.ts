import { availableParallelism, loadavg } from 'node:os';

type Unit =
  | 'ms'
  | 's'
  | 'ratio'
  | 'round trips'
  | 'kB'
  | 'MB'
  | '%'
  | 'm-lines'
  | 'packets/s'
  | 'messages/s'
  | 'exponent'
  | 'µs'
  | 'count';

/** What a goal's measurement answers: one line of JSON each. */
export interface Figure {
  /** Of goals.md's table, such as `P1`. */
  readonly id: string;
  /** What was measured, in a few words. */
  readonly name: string;
  /** Undefined when it could not be measured. */
  readonly figure: number | undefined;
  readonly unit: Unit;
  /** At most this; undefined for what is told beside a goal. */
  readonly goal: number | undefined;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface Goal {
  readonly id: string;
  /** What it is about, for people. */
  readonly title: string;
  /** Measured with synthetic peers in a process of its own, on one core, while the server has another. */
  readonly scale?: true;
  /** Tells each figure as soon as it is known. */
  measure(bench: Bench): Promise<void>;
}

/** What measuring a goal needs of its surroundings. */
export interface Bench {
  /** A folder of its own, removed afterwards. */
  readonly folder: string;
  /** How often each thing is measured. */
  readonly runs: number;
  report(figure: Figure): void;
  /** For who watches; not part of the result. */
  progress(text: string): void;
}

const round = (value: number): number => Math.round(value * 100) / 100;

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Linear between the two nearest ranks. @throws Error without values */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * (percent / 100);
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  if (low === undefined || high === undefined) {
    throw new Error('no values to take a percentile of');
  }
  return round(low + (high - low) * (at - Math.floor(at)));
}

/** The spread beside a median, so that a figure's weight can be judged. */
export function spread(values: readonly number[]): Readonly<Record<string, unknown>> {
  return { runs: values.length, p10: percentile(values, 10), p90: percentile(values, 90) };
}

/** Processes that wanted to run in the last minute, for each core: above 1 a figure says as much of its neighbours. */
const loadPerCore = (): number => round((loadavg()[0] ?? 0) / availableParallelism());

export function lineOf({ id, name, figure, unit, goal, detail = {} }: Figure): string {
  const pass = goal === undefined ? undefined : figure !== undefined && figure <= goal;
  return JSON.stringify({
    id,
    name,
    figure: figure === undefined ? null : round(figure),
    unit,
    goal,
    pass,
    ...detail,
    loadPerCore: loadPerCore(),
  });
}
