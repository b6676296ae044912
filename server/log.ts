import { pino } from 'pino';
import type { Log, LogFields } from '../common/log.ts';
import type { LogLevel } from './settings.ts';

/** Fields that must never be written, should one slip in. */
const SECRET_FIELDS = ['token', 'password', 'sdp', 'ip', 'address', 'iceParameters', 'dtlsParameters', 'body'];

const STDERR = 2;

const faultFields = (fault: unknown): Record<string, unknown> =>
  fault instanceof Error ? { err: fault } : { err: { message: String(fault) } };

/** JSON lines on stderr; stdout is for what people read. */
export const createLog = (level: LogLevel): Log => {
  const logger = pino(
    { level, base: null, redact: { paths: SECRET_FIELDS, censor: '[redacted]' } },
    pino.destination({ dest: STDERR, sync: true }),
  );
  return {
    debug: (message: string, fields: LogFields = {}) => {
      logger.debug(fields, message);
    },
    info: (message: string, fields: LogFields = {}) => {
      logger.info(fields, message);
    },
    warn: (message: string, fields: LogFields = {}) => {
      logger.warn(fields, message);
    },
    error: (message: string, fault: unknown, fields: LogFields = {}) => {
      logger.error({ ...fields, ...faultFields(fault) }, message);
    },
  };
};
