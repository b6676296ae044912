const INTERVAL_MS = 5_000;
/** Before this an estimate says nothing: the first files are not like the rest. */
const FIRST_ESTIMATE_MS = 20_000;

/**
 * Turns ninja's `[done/all]` lines into one calm line every few seconds.
 *
 * @param {(line: string) => void} log
 * @param {() => number} [now] in ms
 * @returns {(line: string) => void} to be told each line of ninja
 */
export function buildProgress(log, now = Date.now) {
  const startedAtMs = now();
  let nextAtMs = startedAtMs + INTERVAL_MS;
  return (line) => {
    const [, done, all] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
    if (done === undefined || all === undefined || now() < nextAtMs) {
      return;
    }
    nextAtMs = now() + INTERVAL_MS;
    const elapsedMs = now() - startedAtMs;
    const leftMs = (elapsedMs / Number(done)) * (Number(all) - Number(done));
    const estimate = elapsedMs < FIRST_ESTIMATE_MS ? '' : ` (${durationText(leftMs)} left)`;
    log(`mediasoup worker: ${done} of ${all} files compiled${estimate}`);
  };
}

/** @param {number} ms */
function durationText(ms) {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) {
    return 'less than a minute';
  }
  return minutes === 1 ? 'about a minute' : `about ${minutes} minutes`;
}
