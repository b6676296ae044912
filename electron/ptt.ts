/** `node dist/electron/ptt.js down`: the same as `yankcord ptt down`, without starting Electron for it. */
import { readConfig } from './config.ts';
import { runCommand } from './shortcuts/command.ts';

const { exitCode, text } = await runCommand(process.argv.slice(2), readConfig().socketPath);
if (text !== '') {
  process.stderr.write(`${text}\n`);
}
process.exitCode = exitCode;
