import type { InlineConfig } from 'vite';
import { ROOT } from './config.mjs';

/** What dbus-next would load for file descriptors, and to find a bus by the X server: it is asked for neither. */
const NEVER_ASKED_FOR = ['usocket', 'x11'];

/** Main is an ES module with its packages inside; only what Electron itself provides stays outside. */
export const mainConfig: InlineConfig = {
  configFile: false,
  root: ROOT,
  publicDir: false,
  ssr: { noExternal: true, external: ['electron', 'uiohook-napi'] },
  build: {
    ssr: true,
    outDir: 'dist/electron',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      external: NEVER_ASKED_FOR,
      // The app, the command line that needs no Electron, and the process that sees keys.
      input: { main: 'electron/main.ts', ptt: 'electron/ptt.ts', hook: 'electron/hook.ts' },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
};

/** A sandboxed preload can load one CommonJS file and nothing beside it. */
export const preloadConfig: InlineConfig = {
  ...mainConfig,
  build: {
    ...mainConfig.build,
    emptyOutDir: false,
    rolldownOptions: {
      input: 'electron/preload.ts',
      output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
    },
  },
};
