/** Small values kept on this device. A browser may refuse storage (private windows): then nothing is remembered. */

/** What was stored as JSON, unparsed by any schema; undefined when there is nothing usable. */
export function readStored(key: string): unknown {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or refused: the choice still holds for this page.
  }
}

export function removeStored(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Refused: then it was never stored.
  }
}
