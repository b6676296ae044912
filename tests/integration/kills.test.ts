/** A server that is killed while people write loses nothing of what it acknowledged (R5; the bench does it a thousand times). */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { makeFolder, makeWebDir } from '../fakes/party.ts';
import { ServerProcess } from '../fakes/ServerProcess.ts';
import { lookInto, Writers } from '../fakes/Writers.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const KILLS = 3;

let folder: string | undefined;
let server: ServerProcess | undefined;

afterEach(async () => {
  await server?.kill();
  await rm(folder ?? '', { recursive: true, force: true });
});

it('keeps what was acknowledged, whole, kill after kill', async () => {
  folder = await makeFolder();
  const dataDir = join(folder, 'data');
  const env = { YANKCORD_WEB_DIR: await makeWebDir(folder), MEDIA_WORKER_COUNT: '1', YANKCORD_MEDIA_PORT: '0' };
  const promised = new Set<string>();
  for (let kill = 0; kill < KILLS; kill += 1) {
    server = await ServerProcess.start({ args: [MAIN, '--host=127.0.0.1', '--port=0', `--data=${dataDir}`], env });
    const names = ['Ann', 'Ben', 'Cy'].map((name) => `${name} ${String(kill)}`);
    const writers = await Writers.open(server.url, names);
    while (writers.acknowledged.size < 20 + 7 * kill) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await server.kill();
    await writers.end();
    for (const nonce of writers.acknowledged) {
      promised.add(nonce);
    }
    const { integrity, nonces } = lookInto(dataDir);
    expect(integrity).toBe('ok');
    expect([...promised].filter((nonce) => !nonces.has(nonce))).toEqual([]);
  }
  expect(promised.size).toBeGreaterThan(60);
}, 120_000);
