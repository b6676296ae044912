import packageJson from '../package.json' with { type: 'json' };
import { PROTOCOL_VERSION, type Health } from '../common/signaling.ts';
import type { Config } from './config.ts';
import { doorOffer } from './doorOffer.ts';
import { createApp, type App } from './http/app.ts';
import { METRICS_CONTENT_TYPE } from './Metrics.ts';
import type { Parts } from './parts.ts';

/** What a server tells of itself over HTTP, once it stands. */
interface Standing {
  readonly name: string;
  readonly ownerCode: string | undefined;
  readonly counts: () => unknown;
  readonly renderMetrics: () => Promise<string>;
}

/** The HTTP side of a server, which is opened before the rest of it. @param standing undefined until that is there */
export const openWebApp = async (
  { webDir, entry, name, debug, metrics }: Config,
  { certificate, database, pool }: Parts,
  standing: () => Standing | undefined,
): Promise<App> =>
  createApp({
    certificate,
    webDir,
    health: (): Health => ({
      version: packageJson.version,
      protocolVersion: PROTOCOL_VERSION,
      name: standing()?.name ?? name,
      workers: { running: pool.running, wanted: pool.wanted, each: pool.health },
    }),
    door: doorOffer(database, entry, () => ({
      name: standing()?.name ?? name,
      ownerWanted: standing()?.ownerCode !== undefined,
    })),
    counts: debug ? () => standing()?.counts() : undefined,
    metrics:
      metrics.kind === 'off'
        ? undefined
        : {
            access: metrics,
            contentType: METRICS_CONTENT_TYPE,
            render: async () => standing()?.renderMetrics() ?? '',
          },
  });
