import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import type { CustomScheme, Protocol } from 'electron';
import { APP_HOST, APP_SCHEME, isAppUrl } from './origin.ts';

/**
 * `app://yankcord/`: the built client, in an origin of its own. Pages from `file://` could read the person's files and
 * would share one origin with every other file.
 */
export const APP_SCHEME_PRIVILEGES: CustomScheme = {
  scheme: APP_SCHEME,
  // standard: has an origin; secure: may use the microphone; supportFetchAPI: worklets and fonts are fetched.
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

/** The server's policy for the same files, but that this page's own origin has no socket to connect to. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob: mediastream:",
  "worker-src 'self'",
  // Which servers a person joins is theirs to say.
  "connect-src 'self' https: wss:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

export function serveApp(protocol: Pick<Protocol, 'handle'>, webDir: string): void {
  protocol.handle(APP_SCHEME, (request) => answerAppRequest(webDir, request));
}

/** Answers with a file below `webDir`; 404 for everything else, other hosts and climbing out included. */
export async function answerAppRequest(webDir: string, { url, method }: Request): Promise<Response> {
  const file = isAppUrl(url) && method === 'GET' ? fileFor(webDir, url) : undefined;
  const content = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (file === undefined || content === undefined) {
    return answer(404, 'text/plain; charset=utf-8', `There is nothing here. (${APP_HOST})`);
  }
  return answer(200, CONTENT_TYPES[extname(file)] ?? 'application/octet-stream', new Uint8Array(content));
}

function fileFor(webDir: string, url: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined; // a percent sign that encodes nothing
  }
  const file = resolve(join(webDir, path === '/' ? 'index.html' : path));
  return file.startsWith(resolve(webDir) + sep) && !path.includes('\0') ? file : undefined;
}

function answer(status: number, contentType: string, body: BodyInit): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': contentType,
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  });
}
