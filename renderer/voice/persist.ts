import { AppError } from '../../common/errors.ts';

/** A request that got no answer is asked so often in all. */
const TRIES = 3;

/**
 * Asks again what was not answered in time: only for what may safely be done twice, as the first may have arrived. Each
 * time-out was a wait already, so there is none between.
 * @param wanted whether it still makes sense
 * @throws AppError the last failure, or the first that is no time-out
 */
export async function persist<T>(ask: () => Promise<T>, wanted: () => boolean): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (thrown) {
      if (AppError.from(thrown).code !== 'timeout' || tries === TRIES || !wanted()) {
        throw thrown;
      }
    }
  }
}
