/** What a fault is: a place in the sources, what stands there, and what stood there in the system this one succeeds. */

/** Where a test is: its title has the fault's number, or the title of its group has. */
export interface TestPlace {
  /** Below the project's folder. */
  readonly file: string;
  /** A part of its title that no other test in the file has. */
  readonly title: string;
}

export interface Fault {
  /** The number of the fault in the review of the predecessor, and which half of it: `S7.channel`; S for its server, C for its client. */
  readonly id: `${'S' | 'C'}${number}.${string}`;
  /** What goes wrong with it. */
  readonly what: string;
  /** Below the project's folder. */
  readonly file: string;
  /** The source as it is; exactly once in the file. */
  readonly find: string;
  /** What stands there instead. */
  readonly put: string;
  readonly test: TestPlace;
}

/** `S7` of `S7.channel`. */
export const numberOf = ({ id }: Pick<Fault, 'id'>): string => id.slice(0, id.indexOf('.'));

/** Whether it is seen in browsers only, which takes a build and half a minute. */
export const inBrowsers = ({ file }: TestPlace): boolean => file.startsWith('tests/e2e/');

/** The source with the fault in it. @throws Error when what is to be replaced is not there exactly once */
export const putBack = (source: string, { id, file, find, put }: Fault): string => {
  const places = source.split(find).length - 1;
  if (places !== 1) {
    throw new Error(`${id}: what it replaces is ${places} times in ${file}, not once`);
  }
  // By a function: `$` in what is put has no meaning.
  return source.replace(find, () => put);
};
