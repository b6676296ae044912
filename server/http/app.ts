import { access } from 'node:fs/promises';
import type { Server as HttpsServer } from 'node:https';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { faultCode } from '../../common/faultCode.ts';
import { AppError } from '../../common/errors.ts';
import type { Health } from '../../common/signaling.ts';
import type { Certificate } from './certificate.ts';
import { isFromThisMachine } from './loopback.ts';
import { doorHandler, type AskDoor } from './door.ts';
import { metricsHandler, type MetricsPage } from './metrics.ts';

export interface AppOptions {
  readonly certificate: Certificate;
  /** The built web client. */
  readonly webDir: string;
  readonly health: () => Health;
  /** Told at `POST /door`, to anybody. */
  readonly door: AskDoor;
  /** Shown at `/debug/counts`, to this machine only; undefined switches it off. */
  readonly counts: (() => unknown) | undefined;
  /** Shown at `/metrics`; undefined switches it off. */
  readonly metrics: MetricsPage | undefined;
}

export type App = FastifyInstance<HttpsServer>;

/** The desktop app's own page, which asks other servers for their names. Pages of others may not. */
export const DESKTOP_ORIGIN = 'app://yankcord';

/** Assets carry a hash in their name: their content never changes. */
const ASSET_MAX_AGE_MS = 365 * 24 * 3_600 * 1_000;

/** https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy */
const CONTENT_SECURITY = {
  useDefaults: false,
  directives: {
    'default-src': ["'self'"],
    // WebAssembly is for the noise filter; scripts from text stay forbidden (https://www.w3.org/TR/CSP3/#wasm-src-directives).
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'media-src': ["'self'", 'blob:', 'mediastream:'],
    'worker-src': ["'self'"],
    // A client may be told of another server, which has an origin of its own.
    'connect-src': ["'self'", 'wss:', 'https:'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  },
};

const PERMISSIONS = 'microphone=(self), camera=(self), display-capture=(self), geolocation=(), payment=(), usb=()';

const allowDesktop = (request: FastifyRequest, reply: FastifyReply): void => {
  if (request.headers.origin === DESKTOP_ORIGIN) {
    reply.header('access-control-allow-origin', DESKTOP_ORIGIN);
  }
};

/**
 * HTTPS: the web client, `/healthz`, `/door` and, when asked for, `/metrics` and `/debug/counts`. Not listening yet.
 * @throws AppError `client_missing`
 */
export const createApp = async ({ certificate, webDir, health, door, counts, metrics }: AppOptions): Promise<App> => {
  await access(join(webDir, 'index.html')).catch((cause: unknown) => {
    throw new AppError(
      'client_missing',
      `The web client is not in "${webDir}": run "npm run build", or set YANKCORD_WEB_DIR to where it is.`,
      { cause },
    );
  });
  const app = fastify({ https: { key: certificate.key, cert: certificate.cert }, logger: false, bodyLimit: 1_024 });
  await app.register(helmet, {
    contentSecurityPolicy: CONTENT_SECURITY,
    referrerPolicy: { policy: 'no-referrer' },
    // With a certificate that a person let pass, this header would lock them out for a year.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('permissions-policy', PERMISSIONS);
    done();
  });
  await app.register(fastifyStatic, {
    root: webDir,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      if (!path.startsWith(webDir)) {
        return; // what people sent, which says for itself how long it holds
      }
      const hashed = path.startsWith(join(webDir, 'assets'));
      const maxAge = `public, max-age=${String(ASSET_MAX_AGE_MS / 1_000)}, immutable`;
      reply.header('cache-control', hashed ? maxAge : 'no-cache');
    },
  });
  app.get('/healthz', (request, reply) => {
    allowDesktop(request, reply);
    return health();
  });
  app.post('/door', doorHandler(door, allowDesktop));
  if (metrics !== undefined) {
    app.get('/metrics', metricsHandler(metrics));
  }
  if (counts !== undefined) {
    app.get('/debug/counts', (request, reply) => (isFromThisMachine(request) ? counts() : reply.code(404).send()));
  }
  return app;
};

/**
 * Starts to listen; answers the port.
 * @param host undefined is every address, of both IP versions where the machine has them
 * @throws AppError `port_in_use`, `address_unavailable`, `bad_setting` for a port that needs more rights
 */
export const listen = async (app: App, host: string | undefined, port: number): Promise<number> => {
  try {
    await listenOn(app, host ?? '::', port);
  } catch (fault) {
    if (host !== undefined || faultCode(fault) !== 'EAFNOSUPPORT') {
      throw asListenFault(fault, host, port);
    }
    await listenOn(app, '0.0.0.0', port).catch((again: unknown) => {
      throw asListenFault(again, host, port);
    });
  }
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
};

const listenOn = async (app: App, host: string, port: number): Promise<void> => {
  await app.listen({ host, port });
};

const asListenFault = (cause: unknown, host: string | undefined, port: number): unknown => {
  switch (faultCode(cause) ?? '') {
    case 'EADDRINUSE':
      return new AppError(
        'port_in_use',
        `Port ${String(port)} is in use by another program: end that program, or choose another port with --port.`,
        { cause },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EINVAL':
      return new AppError(
        'address_unavailable',
        `--host ${host ?? ''} is not an address of this machine: give one that is, or leave it out to use all.`,
        { cause },
      );
    case 'EACCES':
      return new AppError(
        'bad_setting',
        `Port ${String(port)} may not be opened by this account: choose one from 1024 with --port.`,
        { cause },
      );
    default:
      return cause;
  }
};
