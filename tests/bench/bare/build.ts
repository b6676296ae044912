import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds the bare page into `outDir`, minified as ours is. */
export async function buildBarePage(outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: fileURLToPath(new URL('.', import.meta.url)),
    publicDir: false,
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true, target: 'chrome120' },
  });
}
