import type { InlineConfig } from 'vite';
import { ROOT } from './config.mjs';

/**
 * The server in one file, so that it starts without looking through node_modules. What stays outside: native parts
 * that find their binaries beside themselves, and pino, whose transports are files of their own.
 */
export const serverConfig: InlineConfig = {
  configFile: false,
  root: ROOT,
  // Node alone runs it: nothing of `public/` and no client manifest belongs here.
  publicDir: false,
  ssr: {
    noExternal: true,
    external: ['mediasoup', 'better-sqlite3', '@node-rs/argon2', 'pino', 'bufferutil', 'utf-8-validate'],
  },
  build: {
    ssr: true,
    outDir: 'dist/server',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      // The second runs in a thread of the first, and is found beside it.
      input: { main: 'server/main.ts', backupThread: 'server/operations/backupThread.ts' },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
};
