import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerAppRequest, APP_SCHEME_PRIVILEGES } from '../../../electron/appProtocol.ts';

describe('app://yankcord', () => {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'yankcord-app-'));
    mkdirSync(join(root, 'web', 'assets'), { recursive: true });
    writeFileSync(join(root, 'web', 'index.html'), '<!doctype html>');
    writeFileSync(join(root, 'web', 'assets', 'index.js'), 'export {}');
    writeFileSync(join(root, 'secret.txt'), 'secret');
    mkdirSync(join(root, 'web-of-another'));
    writeFileSync(join(root, 'web-of-another', 'secret.txt'), 'secret');
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  const ask = (url: string, method = 'GET'): Promise<Response> =>
    answerAppRequest(join(root, 'web'), new Request(url, { method }));

  it('serves the client with its content types', async () => {
    const page = await ask('app://yankcord/');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toBe('<!doctype html>');
    const script = await ask('app://yankcord/assets/index.js?v=1');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it.each([
    'app://yankcord/../secret.txt',
    'app://yankcord/%2e%2e/secret.txt',
    'app://yankcord/..%2fsecret.txt',
    'app://yankcord/..%2fweb-of-another%2fsecret.txt',
    'app://yankcord/assets',
    'app://yankcord/index.html%00.js',
    'app://yankcord/%',
    'app://yankcord/nothing.js',
    'app://elsewhere/index.html',
    'https://yankcord/index.html',
  ])('has nothing at %s', async (url) => {
    const reply = await ask(url);
    expect(reply.status).toBe(404);
    expect(await reply.text()).not.toContain('secret');
  });

  it('answers GET alone', async () => {
    expect((await ask('app://yankcord/', 'POST')).status).toBe(404);
  });

  it('sends the strict policy with every answer, the missing ones too', async () => {
    for (const url of ['app://yankcord/', 'app://yankcord/nothing.js']) {
      const policy = (await ask(url)).headers.get('content-security-policy') ?? '';
      const directives = policy.split('; ');
      expect(directives).toContain("script-src 'self' 'wasm-unsafe-eval'");
      expect(directives).toContain("connect-src 'self' https: wss:");
      expect(policy).not.toMatch(/'unsafe-/);
    }
  });

  it('is a secure origin of its own, and may not pass by the policy', () => {
    expect(APP_SCHEME_PRIVILEGES.privileges).toEqual({ standard: true, secure: true, supportFetchAPI: true });
  });
});
