import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** On the disk, and not only on its way there. Folders cannot be opened for this on Windows, where it is not needed. */
export const sync = async (path: string): Promise<void> => {
  const isFolder = (await stat(path)).isDirectory();
  if (isFolder && process.platform === 'win32') {
    return;
  }
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (!isFolder) {
    await sync(dirname(path));
  }
};
