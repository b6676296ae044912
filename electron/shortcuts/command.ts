/** `yankcord ptt down|up|toggle-mute`: what any window manager can bind to a key. Needs nothing of Electron. */
import { createConnection } from 'node:net';

export const COMMANDS = ['down', 'up', 'toggle-mute'] as const;
export type Command = (typeof COMMANDS)[number];

const ANSWER_TIMEOUT_MS = 2_000;
export const LINE_MAX_LENGTH = 64;

export const parseCommand = (word: string): Command | undefined => COMMANDS.find((command) => command === word);

/** The words after `ptt`, if this command line is one for the app that runs. */
export function commandWords(argv: readonly string[]): readonly string[] | undefined {
  const at = argv.indexOf('ptt', 1);
  // Behind the program, or behind the folder that Electron is told to run.
  return at === 1 || at === 2 ? argv.slice(at + 1) : undefined;
}

export interface CommandResult {
  readonly exitCode: number;
  /** For the person at the terminal. */
  readonly text: string;
}

export async function runCommand(words: readonly string[], socketPath: string): Promise<CommandResult> {
  const command = parseCommand(words[0] ?? '');
  if (command === undefined || words.length > 1) {
    return { exitCode: 2, text: `Use: yankcord ptt ${COMMANDS.join(' | ')}` };
  }
  try {
    const answer = await ask(socketPath, command);
    return answer === 'ok' ? { exitCode: 0, text: '' } : { exitCode: 1, text: `Yankcord says: ${answer}` };
  } catch {
    return { exitCode: 1, text: 'Yankcord is not running (start it first), or does not answer.' };
  }
}

function ask(socketPath: string, command: Command): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = createConnection(socketPath);
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy(new Error('no answer')));
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(`${command}\n`));
    socket.on('data', (text: string) => {
      answer += text;
    });
    socket.on('end', () => {
      resolve(answer.trim());
    });
    socket.on('error', reject);
  });
}
