const BLOCK_BYTES = 512;

/**
 * The content of the first plain file with this name, in any folder of a tar archive.
 *
 * The format is POSIX ustar (IEEE Std 1003.1, pax): 512-byte headers with the name at 0, the size in octal at 124 and
 * the type at 156, each followed by the content padded to whole blocks.
 *
 * @param {Buffer} archive
 * @param {string} fileName
 * @returns {Buffer | undefined}
 */
export function tarEntry(archive, fileName) {
  let offset = 0;
  while (offset + BLOCK_BYTES <= archive.length) {
    const header = archive.subarray(offset, offset + BLOCK_BYTES);
    const name = text(header.subarray(0, 100));
    const size = Number.parseInt(text(header.subarray(124, 136)), 8);
    const type = text(header.subarray(156, 157));
    if (name === '' || !Number.isSafeInteger(size)) {
      return undefined;
    }
    const start = offset + BLOCK_BYTES;
    if ((type === '0' || type === '') && name.split('/').at(-1) === fileName) {
      return start + size <= archive.length ? archive.subarray(start, start + size) : undefined;
    }
    offset = start + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return undefined;
}

/** @param {Buffer} field padded with zeros or spaces */
function text(field) {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? field.length : end).trim();
}
