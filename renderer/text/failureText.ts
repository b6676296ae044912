import type { Locale } from './locales.ts';

/** What a person can do about a failure; each has a button's words in the catalogs under `actions`. */
export type FailureAction =
  | 'retry'
  | 'anotherPort'
  | 'openSettings'
  | 'chooseMicrophone'
  | 'checkSound'
  | 'allowMicrophone'
  | 'chooseCamera'
  | 'tryCamera'
  | 'tryShare'
  | 'shareByBrowser'
  | 'signInAgain'
  | 'moveHere'
  | 'resumePlayback'
  | 'joinAgain'
  | 'openSecurely'
  | 'reload';

export interface FailureText {
  readonly sentence: Readonly<Record<Locale, string>>;
  /** undefined: nothing to press; the sentence says what helps. */
  readonly action: FailureAction | undefined;
}
