import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @typedef {object} SourcePatch
 * @property {string} file below mediasoup's worker folder
 * @property {string} from must be there exactly once
 * @property {string} to
 * @property {RegExp} done matches when mediasoup has made the change itself
 */

/** @type {readonly SourcePatch[]} */
const PATCHES = [
  {
    // Debian 12 has Meson 1.0.1, and the worker's build files use nothing newer.
    file: 'meson.build',
    from: "meson_version: '>= 1.1.0'",
    to: "meson_version: '>= 1.0.0'",
    done: /meson_version: '>= (0\.|1\.0\.)/,
  },
  {
    // The last step of every BIO operation is announced as BIO_CB_RETURN together with the operation's own bits, so
    // `==` never holds and every control call is answered with 1. An OpenSSL with kernel TLS, as Debian's is, takes
    // that for "this BIO does kernel TLS", allocates no write buffer and crashes in the first DTLS handshake. See
    // BIO_set_callback_ex(3): with BIO_CB_RETURN a callback is to return the `ret` it is given.
    file: 'src/RTC/DtlsTransport.cpp',
    from: '(operationType == BIO_CB_RETURN)',
    to: '((operationType & BIO_CB_RETURN) != 0)',
    done: /operationType\s*&\s*BIO_CB_RETURN/,
  },
];

/**
 * Makes our changes to a copy of mediasoup's worker source.
 *
 * @param {string} source
 * @returns {Promise<string | undefined>} which change could not be made, as a sentence
 */
export async function patchSource(source) {
  for (const patch of PATCHES) {
    const path = join(source, patch.file);
    const parts = (await readFile(path, 'utf8')).split(patch.from);
    if (parts.length === 2) {
      await writeFile(path, parts.join(patch.to));
    } else if (parts.length > 2 || !patch.done.test(parts.join(''))) {
      return `mediasoup's ${patch.file} has \`${patch.from}\` ${parts.length - 1} times where this build knows it once.`;
    }
  }
  return undefined;
}
