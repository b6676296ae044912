import { describe, expect, it } from 'vitest';
import { fetchElectron } from '../../../build/setup/desktop.mjs';

/** Stands in for Electron's install script. */
const script = (code: string): string[] => [process.execPath, '-e', code];

describe('fetching Electron', () => {
  it('gives up on a server that does not answer', async () => {
    const startedMs = performance.now();
    const fault = await fetchElectron({ command: script('setTimeout(() => {}, 60_000)'), silenceMs: 300 });
    expect(fault).toBe('its server does not answer');
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });

  it('leaves a slow download that moves its time', { timeout: 20_000 }, async () => {
    const slow = `
      let received = 0;
      const timer = setInterval(() => {
        process.send({ received: ++received, total: 9 });
        if (received === 9) { clearInterval(timer); setTimeout(() => process.exit(0), 2_200); }
      }, 300);`;
    expect(await fetchElectron({ command: script(slow), silenceMs: 2_000 })).toBeUndefined();
  });

  it('says why it failed', async () => {
    const told = `process.send({ failed: 'getaddrinfo ENOTFOUND example.org' }, () => process.exit(1))`;
    expect(await fetchElectron({ command: script(told) })).toBe('getaddrinfo ENOTFOUND example.org');
    const printed = `console.error('HTTPError: Response code 404\\n  at x'); process.exit(1)`;
    expect(await fetchElectron({ command: script(printed) })).toBe('HTTPError: Response code 404');
  });

  it('ends with the set-up that Ctrl-C ended', async () => {
    const interruption = new AbortController();
    const fetching = fetchElectron({ command: script('setTimeout(() => {}, 60_000)'), signal: interruption.signal });
    interruption.abort(new Error('interrupted'));
    await expect(fetching).rejects.toThrow('interrupted');
  });
});
