import type { ScreenCapture } from '../capture/ScreenCapture.ts';
import type { Answers } from './answerCalls.ts';

export const captureAnswers = (capture: ScreenCapture): Answers<'capture'> => ({
  'capture.getAbilities': async ({ fresh }) => capture.abilities(fresh),
  'capture.listSources': async () => capture.list(),
  'capture.getThumbnail': async ({ sourceId }) => capture.thumbnail(sourceId),
  'capture.start': async (wish) => {
    await capture.start(wish);
    return undefined; // the contract's answer, which is none
  },
  'capture.change': (quality) => {
    capture.change(quality);
  },
  'capture.stop': () => {
    capture.stop();
  },
  'capture.look': () => capture.look(),
  'capture.watch': ({ watched }) => {
    capture.watch(watched);
  },
});
