import { readFileSync } from 'node:fs';

/**
 * JSON.parse without its `any`: whoever calls says what it should be, beside where it is used.
 *
 * @param {string} text
 * @returns {unknown}
 */
export function parseJson(text) {
  return JSON.parse(text);
}

/**
 * @param {string} file
 * @throws where it is not there or no JSON
 */
export function readJson(file) {
  return parseJson(readFileSync(file, 'utf8'));
}
