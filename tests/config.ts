import { delimiter } from 'node:path';

/** The only reader of environment variables in `tests/`. Empty means not set. */
const read = (name: string): string | undefined => {
  const value = process.env[name];
  return value === '' ? undefined : value;
};

export const config = {
  /** A mediasoup worker that was brought along; `npm test` names the one it has set up. */
  workerBin: read('MEDIASOUP_WORKER_BIN'),
  /** Where programs are looked for. */
  searchPath: (read('PATH') ?? '').split(delimiter),
} as const;

/** The environment of a child: ours, and what is added. */
export const childEnv = (additions: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...process.env, ...additions })) {
    if (value !== undefined) {
      env[name] = value;
    }
  }
  return env;
};
