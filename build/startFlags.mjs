import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { faultText, SetupError } from './worker/SetupError.mjs';

const USAGE =
  'npm start -- [--headless] [--host ADDRESS] [--port NUMBER] [--data DIR] [--name NAME]\n\n' +
  '  --headless       host without a window\n' +
  '  --host ADDRESS   listen on this address only\n' +
  '  --port NUMBER    listen on this port; 0 takes any free one\n' +
  '  --data DIR       keep members, channels and messages here\n' +
  '  --name NAME      what guests see the party called';

/**
 * @typedef {{ kind: 'help', text: string } | { kind: 'host', headless: boolean, serverFlags: string[] }} StartFlags
 */

/**
 * Refuses what is cheap to refuse before anything is installed, built or started; the server checks the rest.
 *
 * @param {string[]} args
 * @param {string} typedIn the folder that a relative `--data` starts from
 * @returns {StartFlags}
 */
export function parseStartFlags(args, typedIn) {
  const { help, headless, host, port, data, name } = parse(args);
  if (help === true) {
    return { kind: 'help', text: USAGE };
  }
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) <= 65_535)) {
    throw badFlag(`--port ${port} is no port number: it has to be between 0 and 65535`);
  }
  for (const [flag, value] of Object.entries({ host, data, name })) {
    if (value?.trim() === '') {
      throw badFlag(`--${flag} needs a value`);
    }
  }
  const passed = { host, port, data: data === undefined ? undefined : resolve(typedIn, data), name };
  return {
    kind: 'host',
    headless: headless === true,
    // One word a flag: a value that starts with a dash stays a value.
    serverFlags: Object.entries(passed).flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}=${value}`])),
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      strict: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        headless: { type: 'boolean' },
        host: { type: 'string' },
        port: { type: 'string' },
        data: { type: 'string' },
        name: { type: 'string' },
      },
    }).values;
  } catch (fault) {
    throw badFlag(faultText(fault));
  }
}

/** @param {string} reason */
function badFlag(reason) {
  return new SetupError({ step: 'reading the flags', reason: `${reason}.`, action: `Use: ${USAGE.split('\n')[0]}` });
}
