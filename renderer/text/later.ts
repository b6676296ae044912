import type { enLater } from './enLater.ts';

type LaterWords = typeof enLater;

const hearers = new Set<(words: LaterWords) => void>();
let words: LaterWords | undefined;

/** For as long as the page lives. Told at once what was loaded before. */
export const hearLaterWords = (hear: (words: LaterWords) => void): void => {
  hearers.add(hear);
  if (words !== undefined) {
    hear(words);
  }
};

/** The English words of parts that come later, which have to be there before such a part is shown. */
export const loadLaterWords = async (): Promise<void> => {
  const { enLater } = await import('./enLater.ts');
  if (words === undefined) {
    words = enLater;
    hearers.forEach((hear) => {
      hear(enLater);
    });
  }
};
