import { AppError, isErrorCode } from '../../common/errors.ts';
import type { WireError } from '../../common/signaling.ts';

/** What a server refused, as it was thrown there. */
export function reviveError({ code, message, retryAfterMs }: WireError): AppError {
  // A newer server may know codes that this client does not.
  return new AppError(
    isErrorCode(code) ? code : 'internal',
    message,
    retryAfterMs === undefined ? {} : { retryAfterMs },
  );
}
