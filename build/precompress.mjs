import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXT = new Set(['.css', '.html', '.js', '.json', '.svg']);
/** Below this, headers weigh more than what is saved. */
const WORTHWHILE_BYTES = 1_024;

/**
 * Writes `.br` and `.gz` beside each text file of the client: compressed once and hard, here, instead of with every
 * answer. The server takes those where a browser accepts them.
 *
 * @param {string} folder
 */
export function precompress(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !TEXT.has(extname(file))) {
      continue;
    }
    const content = readFileSync(file);
    if (content.length < WORTHWHILE_BYTES) {
      continue;
    }
    const params = {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
    writeFileSync(`${file}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
  }
}
