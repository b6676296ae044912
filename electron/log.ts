import type { Log, LogFields } from '../common/log.ts';

/** One line of JSON each, on stderr: stdout is the server's, which says `ready` there. */
export const stderrLog: Log = {
  debug: () => undefined,
  info: (message, fields) => {
    write('info', message, fields);
  },
  warn: (message, fields) => {
    write('warn', message, fields);
  },
  error: (message, fault, fields) => {
    write('error', message, { ...fields, fault: fault instanceof Error ? fault.stack : String(fault) });
  },
};

function write(level: string, message: string, fields: LogFields = {}): void {
  process.stderr.write(`${JSON.stringify({ level, message, ...fields })}\n`);
}
