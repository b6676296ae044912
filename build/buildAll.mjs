/**
 * Builds the parts named on the command line, or all, where their sources changed. Runs under the pinned Node, with
 * packages installed; `build/setup.mjs` sees to both.
 */
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from './config.mjs';
import { precompress } from './precompress.mjs';
import { ALL_PARTS, buildPart, isBuilt } from './setup/parts.mjs';
import { print, seconds } from './setup/steps.mjs';
import { mainConfig, preloadConfig } from './vite.electron.ts';
import { serverConfig } from './vite.server.ts';

/** @type {Record<import('./setup/parts.mjs').PartName, readonly import('vite').InlineConfig[]>} */
const configs = {
  client: [{ configFile: `${ROOT}/vite.config.ts` }],
  server: [serverConfig],
  desktop: [mainConfig, preloadConfig],
};

const asked = process.argv.slice(2);
for (const name of ALL_PARTS) {
  if ((asked.length > 0 && !asked.includes(name)) || isBuilt(name)) {
    continue;
  }
  const startedMs = performance.now();
  await buildPart(name, async () => {
    for (const config of configs[name]) {
      await build({ logLevel: 'warn', ...config });
    }
    if (name === 'client') {
      precompress(join(ROOT, 'dist', 'web'));
    }
  });
  print(`build: ${name} in ${seconds(performance.now() - startedMs)}`);
}
