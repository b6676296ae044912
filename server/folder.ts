import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { faultCode } from '../common/faultCode.ts';

/**
 * Makes a folder for this program alone, with what is missing above it.
 *
 * Not Node's own recursive `mkdir`: where a folder stands but takes no child and answers ENOENT, as `/proc` does, that
 * one tries for ever, on a thread that holds up the process' end.
 * @throws what the file system says
 */
export const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (fault) {
    if (faultCode(fault) === 'ENOENT' && !(await isThere(dirname(path)))) {
      await makeFolder(dirname(path));
      await makeFolder(path); // once more from the top: another part of the start may have been quicker
    } else if (faultCode(fault) !== 'EEXIST' || !(await isThere(path))) {
      throw fault;
    }
  }
};

/** Whether there is anything at this path. */
export const exists = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const isThere = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
