/** Faults of how others are heard (C8, C23). */
import type { Fault } from './fault.ts';

export const HEARING_FAULTS: readonly Fault[] = [
  {
    id: 'C8.unclamped',
    what: 'a volume that was stored is taken as it is',
    file: 'renderer/voice/Hearing.ts',
    find: `clampGain(voice ? person.volume : person.screenVolume)`,
    put: `(voice ? person.volume : person.screenVolume)`,
    test: { file: 'tests/unit/renderer/voice/Hearing.test.ts', title: 'never louder than twice as sent' },
  },
  {
    id: 'C23.unlimited',
    what: 'nothing holds back what is too loud',
    file: 'renderer/voice/worklets/limiterMath.ts',
    find: `if (peak * this.#gain > this.#ceiling) {`,
    put: `if (peak * this.#gain > 64) {`,
    test: { file: 'tests/unit/renderer/voice/limiterMath.test.ts', title: 'never lets a sample over the ceiling' },
  },
];
