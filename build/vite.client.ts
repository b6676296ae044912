/** What the renderer's build does beyond Vite's own: it leaves out what no browser of ours runs, and counts the rest. */
import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/** goals.md, P12: JavaScript from opening the address to being in a call, after gzip. */
const LIMIT_BYTES = 300_000;

/** Loaded on the way into a call although nobody waits for it. */
const SHOWN_IN_CALL = ['ConnectionDetails.vue', 'NewcomerBanner.vue'];
/** The worklet of the noise filter, which only who chooses it loads. */
const CHOSEN = 'workletProcessor';

/**
 * mediasoup-client brings handlers for browsers older than our target, for React Native and for its own tests, and a logger
 * that writes SDP where somebody asks for it: 14 kB after gzip that nothing reaches.
 */
const UNUSED = /mediasoup-client\/lib\/(?:handlers\/(?:Chrome74|ReactNative106|FakeHandler)|test\/fakeParameters)\.js$/;
const LOGGER = /\/node_modules\/debug\/src\/(?:browser|index)\.js$/;

export const unusedHandlers: Plugin = {
  name: 'yankcord:unused-handlers',
  enforce: 'pre',
  load(id) {
    if (UNUSED.test(id)) {
      return { code: 'module.exports = {};', moduleType: 'js' };
    }
    return LOGGER.test(id)
      ? { code: 'module.exports = () => Object.assign(() => undefined, { enabled: false });', moduleType: 'js' }
      : null;
  },
};

export const joinPath: Plugin = {
  name: 'yankcord:join-path',
  generateBundle(_options, bundle) {
    const loaded = loadedForJoin(bundle);
    const sizes = loaded.map((file) => gzipSync(textOf(file)).length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total > LIMIT_BYTES) {
      const list = loaded.map((file, index) => `${String(sizes[index])} ${file.fileName}`);
      this.error(
        `${String(total)} bytes of JavaScript (gzip) are loaded on the way into a call; ${String(LIMIT_BYTES)} is the most.\n` +
          `Load what a call does not need with lazyPart.\n${list.join('\n')}`,
      );
    }
  },
};

type Output = Rolldown.OutputChunk | Rolldown.OutputAsset;

const textOf = (file: Output): string | Uint8Array => (file.type === 'chunk' ? file.code : file.source);

/** The entry, what is shown in a call, all they import, and the workers and worklets of the sound. */
function loadedForJoin(bundle: Rolldown.OutputBundle): Output[] {
  const files = Object.values(bundle);
  const chunks = files.filter((file) => file.type === 'chunk');
  const shown = SHOWN_IN_CALL.map((name) => {
    const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${name}`) === true);
    if (chunk === undefined) {
      throw new Error(`${name} is no part of its own: vite.client.ts names what is loaded in a call`);
    }
    return chunk;
  });
  const found = new Set<Output>();
  const visit = (chunk: Rolldown.OutputChunk): void => {
    if (!found.has(chunk)) {
      found.add(chunk);
      for (const name of chunk.imports) {
        const imported = bundle[name];
        if (imported?.type === 'chunk') {
          visit(imported);
        }
      }
    }
  };
  [...chunks.filter(({ isEntry }) => isEntry), ...shown].forEach(visit);
  for (const file of files) {
    if (file.type === 'asset' && file.fileName.endsWith('.js') && !file.fileName.includes(CHOSEN)) {
      found.add(file);
    }
  }
  return [...found];
}
