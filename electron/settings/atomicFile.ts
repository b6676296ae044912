import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';

/** For the person's own eyes: secrets that the system does not guard may be in it. */
const MODE = 0o600;
const besides = (file: string): string => `${file}.new`;

/** Writes all of it or nothing: whoever reads meanwhile, or after a power cut, finds the old text or the new one. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const handle = await open(besides(file), 'w', MODE);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(besides(file), file);
}

/** The same for the app's last moment, when nothing can be waited for. */
export function writeAtomicallyNow(file: string, text: string): void {
  const handle = openSync(besides(file), 'w', MODE);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(besides(file), file);
}
