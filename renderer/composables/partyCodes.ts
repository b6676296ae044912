/** Told on the phone without doubt: no 0 and O, no 1, I and L. */
const SIGNS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const LENGTH = 6;

/** A code for a party: about 900 million of them, of which an address may try five a minute. */
export function makeCode(): string {
  const bytes = crypto.getRandomValues(new Uint32Array(LENGTH));
  return Array.from(bytes, (value) => SIGNS[value % SIGNS.length]).join('');
}
