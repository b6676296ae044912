import type { InlineConfig } from 'vite';
import { ROOT } from './config.mjs';

/** Main is an ES module with its packages inside; only what Electron itself provides stays outside. */
export const mainConfig: InlineConfig = {
  configFile: false,
  root: ROOT,
  publicDir: false,
  ssr: { noExternal: true, external: ['electron'] },
  build: {
    ssr: 'electron/main.ts',
    outDir: 'dist/electron',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: { output: { format: 'es', entryFileNames: 'main.js' } },
  },
};

/** A sandboxed preload can load one CommonJS file and nothing beside it. */
export const preloadConfig: InlineConfig = {
  ...mainConfig,
  build: {
    ...mainConfig.build,
    ssr: 'electron/preload.ts',
    emptyOutDir: false,
    rolldownOptions: { output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false } },
  },
};
