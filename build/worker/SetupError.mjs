/**
 * A step of the set-up that failed in a way a person can act on. `step` names what was attempted, `reason` and
 * `action` are whole sentences: why it failed and what to do.
 */
export class SetupError extends Error {
  /**
   * @param {{ step: string, reason: string, action: string }} failure
   * @param {ErrorOptions} [options]
   */
  constructor({ step, reason, action }, options) {
    super(`Failed: ${step}. ${reason} ${action}`, options);
    this.name = 'SetupError';
    this.step = step;
    this.reason = reason;
    this.action = action;
  }
}

/**
 * The text of anything thrown, for use inside a sentence: one line, no full stop at its end.
 *
 * @param {unknown} thrown
 */
export function faultText(thrown) {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.replace(/\s+/g, ' ').replace(/\.$/, '');
}
