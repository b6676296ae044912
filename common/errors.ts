/**
 * Every expected failure of Yankcord, wherever it arises. The code is the contract: `renderer/text` has a
 * sentence and an action for each; the message is for logs and developers only.
 */
export const ERROR_CODES = [
  // A request the server refuses
  'invalid',
  'unknown_request',
  'unauthenticated',
  'already_authenticated',
  'forbidden',
  'not_found',
  'rate_limited',
  'too_many',
  'slow_mode',
  'channel_not_empty',
  'channel_deleted',
  'internal',
  'protocol_mismatch',
  'name_taken',
  'session_expired',
  // Files
  'file_too_large',
  'file_unreadable',
  'storage_full',
  // Accounts and invites
  'sign_in_wrong',
  'password_wrong',
  'password_unfit',
  'guests_refused',
  'registration_closed',
  'invite_needed',
  'invite_invalid',
  'owner_code_wrong',
  'session_revoked',
  'password_changed',
  // At a party's door
  'code_needed',
  'code_wrong',
  'awaiting_host',
  'door_refused',
  'door_expired',
  'kicked',
  'banned',
  'server_stopping',
  // Voice
  'channel_full',
  'already_in_voice',
  'in_call_elsewhere',
  'call_moved',
  'call_slept',
  'removed_from_call',
  'call_forbidden',
  'source_withdrawn',
  'not_in_voice',
  'peer_not_found',
  'producer_exists',
  'producer_not_found',
  'consumer_not_found',
  'source_kind_mismatch',
  'media_unavailable',
  // The way to the server
  'timeout',
  'disconnected',
  'server_unreachable',
  'bad_reply',
  // The person's own machine
  'microphone_denied',
  'microphone_missing',
  'microphone_busy',
  'speaker_unavailable',
  'camera_denied',
  'camera_missing',
  'camera_busy',
  'share_denied',
  'share_failed',
  'share_unsupported',
  // Native capture
  'ffmpeg_missing',
  'ffmpeg_old',
  'display_missing',
  'encoder_missing',
  'source_gone',
  'ingest_lost',
  // A newer version of the app
  'update_unreachable',
  'update_unsigned',
  'update_damaged',
  'insecure_context',
  'noise_filter_failed',
  'playback_blocked',
  'media_unsupported',
  'ice_failed',
  'settings_file_invalid',
  'cancelled',
  // Starting a server
  'bad_setting',
  'port_in_use',
  'address_unavailable',
  'data_unwritable',
  'data_newer',
  'data_older',
  'data_in_use',
  'backup_failed',
  'backup_damaged',
  'settings_unwritable',
  'worker_missing',
  'client_missing',
  'party_failed',
  'already_hosting',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

const KNOWN: ReadonlySet<string> = new Set(ERROR_CODES);

export const isErrorCode = (value: string): value is ErrorCode => KNOWN.has(value);

export interface AppErrorOptions extends ErrorOptions {
  /** For `rate_limited`: how long to wait before asking again. */
  readonly retryAfterMs?: number;
}

/** An expected failure. Anything that is not an AppError is a fault of ours and crosses a wire as `internal`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The AppError itself, or an `internal` one that keeps the original as its cause. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) {
      return thrown;
    }
    return new AppError('internal', thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
  }
}
