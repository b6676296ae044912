/** What `npm run dist:check` packs: looked at, broken, and run as far as it runs without Electron. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { extractAll, extractFile } from '@electron/asar';
import { parseSync } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspect } from '../../build/packing/inspect.ts';
import { runtimePackages } from '../../build/packing/runtimePackages.ts';
import { SILENT_LOG } from '../../common/log.ts';
import { PartyHost } from '../../electron/lan/PartyHost.ts';
import { findResources } from '../../electron/resources.ts';
import { config } from '../config.ts';
import { utilityFork } from '../fakes/electron/utilityFork.ts';
import { Guest } from '../fakes/Guest.ts';
import { fetchFrom } from '../fakes/https.ts';
import { makeFolder } from '../fakes/party.ts';
import { descendantsOf } from '../fakes/processTree.ts';

const ROOT = join(import.meta.dirname, '../..');
const PACK_MS = 180_000;
const run = promisify(execFile);

describe('the packed app', () => {
  let folder = '';
  let app = '';
  let said = '';
  const unpacked = (path: string): string => join(app, 'resources', 'app.asar.unpacked', path);
  const look = async (): Promise<readonly string[]> =>
    (await inspect({ folder: app, runtimePackages: runtimePackages(), ffmpeg: true })).problems;

  beforeAll(async () => {
    folder = await makeFolder();
    const ffmpeg = config.searchPath.map((path) => join(path, 'ffmpeg')).find((path) => existsSync(path)) ?? '';
    const output = join(folder, 'packed');
    const words = ['--check', `--worker=${config.workerBin ?? ''}`, `--ffmpeg=${ffmpeg}`, `--output=${output}`];
    const licence = `--ffmpeg-licence=${join(ROOT, 'LICENSE')}`;
    ({ stdout: said } = await run(process.execPath, [join(ROOT, 'build/packAll.ts'), ...words, licence], {
      cwd: ROOT,
    }));
    const name = (await readdir(output)).find((entry) => entry.endsWith('unpacked'));
    app = join(output, name ?? 'nothing was packed');
  }, PACK_MS);
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('has everything it needs and nothing else, and says how large it is', async () => {
    expect(said).toContain('packed: everything it needs, and nothing else');
    for (const kind of ['server', 'web client', 'packages', 'media worker', 'ffmpeg']) {
      expect(said).toMatch(new RegExp(String.raw`[1-9].* MB {2}${kind}|0\.[1-9] MB {2}${kind}`, 'u'));
    }
    expect(await look()).toEqual([]);
  });

  it('is looked at by what finds its parts at run time', async () => {
    const found = findResources(join(app, 'resources', 'app.asar', 'dist', 'electron'), process.platform);
    expect((await run(found.ffmpeg ?? '', ['-version'])).stdout).toContain('ffmpeg version');
    expect(found.worker).toBe(join(app, 'resources', 'bin', 'mediasoup-worker'));
    expect(found.server).toBe(unpacked('dist/server/main.js'));
  });

  const broken: readonly (readonly [string, () => string, string])[] = [
    ['its media worker', () => join(app, 'resources/bin/mediasoup-worker'), 'It lacks the media worker'],
    ['its ffmpeg', () => join(app, 'resources/bin/ffmpeg'), 'It lacks ffmpeg'],
    ["the server's entry", () => unpacked('dist/server/main.js'), "It lacks the server's entry"],
    ['the backup thread', () => unpacked('dist/server/backupThread.js'), "It lacks the server's backup thread"],
    ['the web client', () => unpacked('dist/web/index.html'), 'It lacks the web client'],
    [
      'the native module',
      () => unpacked(`node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`),
      "better-sqlite3's binary is not found",
    ],
    [
      'the hook for keys',
      () => unpacked(`node_modules/uiohook-napi/prebuilds/${process.platform}-${process.arch}`),
      "uiohook-napi's binary is not found",
    ],
    ['a package of the server', () => unpacked('node_modules/pino'), 'The package pino is not found'],
    ['the archive', () => join(app, 'resources/app.asar'), 'There is no'],
  ];
  it.each(broken)('is found wanting without %s', async (_what, path, problem) => {
    const aside = join(folder, 'aside');
    await rename(path(), aside);
    expect((await look()).join('\n')).toContain(problem);
    await rename(aside, path());
    expect(await look()).toEqual([]);
  });

  const strange: readonly (readonly [string, () => string, string])[] = [
    ['a source', () => unpacked('dist/server/main.ts'), 'A source is packed'],
    ['a source map', () => unpacked('dist/web/assets/index.js.map.br'), 'A source is packed'],
    ['a package for building', () => unpacked('node_modules/typescript/lib.js'), 'The package typescript is none'],
    ['types', () => unpacked('node_modules/@types/node/index.js'), 'The package @types/node is none'],
    [
      "another platform's binary",
      () => unpacked('node_modules/uiohook-napi/prebuilds/win32-x64/uiohook-napi.node'),
      'This is for another platform',
    ],
  ];
  it.each(strange)('is found to have %s', async (_what, path, problem) => {
    const made = await mkdir(dirname(path()), { recursive: true });
    await writeFile(path(), '');
    expect((await look()).join('\n')).toContain(problem);
    await rm(made ?? path(), { recursive: true });
    expect(await look()).toEqual([]);
  });

  it('is found wrong when a program cannot be started, or its fuses cannot be read', async () => {
    const worker = join(app, 'resources/bin/mediasoup-worker');
    await chmod(worker, 0o644);
    expect((await look()).join('\n')).toContain('is no program');
    await chmod(worker, 0o755);
    await cp(join(app, 'yankcord'), join(folder, 'fused'));
    await writeFile(join(app, 'yankcord'), 'a program without fuses');
    expect((await look()).join('\n')).toContain('The fuses of its program cannot be read');
    await rename(join(folder, 'fused'), join(app, 'yankcord'));
    expect(await look()).toEqual([]);
  });

  it('hosts a party from where it stands, with its own worker, database and web client', async () => {
    const found = findResources(join(app, 'resources', 'app.asar', 'dist', 'electron'), process.platform);
    const host = new PartyHost({
      fork: (port) =>
        utilityFork(
          found.server,
          [
            'serve',
            '--host=127.0.0.1',
            `--port=${String(port ?? 0)}`,
            '--media-port=0',
            `--data=${join(folder, 'data')}`,
          ],
          [],
          { MEDIASOUP_WORKER_BIN: found.worker ?? '', YANKCORD_LOG_LEVEL: 'silent', MEDIA_WORKER_COUNT: '1' },
        ),
      log: SILENT_LOG,
    });
    const { url, hostKey } = await host.host({ name: 'Packed', code: null, ask: false, anyPort: true });
    const guest = await Guest.connect(url);
    await guest.authenticate({ kind: 'guest', name: 'Hanna', hostKey });
    expect((await guest.ask('loadParty', {})).settings.name).toBe('Packed');
    expect(descendantsOf(process.pid).length).toBeGreaterThan(1);
    const page = await fetchFrom(`${url}/`);
    expect(page.body).toContain('<div id="app"');
    guest.close();
    host.close();
    await host.ended;
    expect(descendantsOf(process.pid)).toEqual([]);
  }, 60_000);

  it('has a main process that needs nothing but Electron and what is unpacked', async () => {
    const archive = join(app, 'resources', 'app.asar');
    const out = join(folder, 'extracted');
    extractAll(archive, out);
    expect(JSON.parse(extractFile(archive, 'package.json').toString()) as unknown).toMatchObject({
      main: 'dist/electron/main.js',
      type: 'module',
    });
    const code = (await readdir(join(out, 'dist/electron'))).filter((name) => name.endsWith('.js'));
    expect(code).toEqual(expect.arrayContaining(['main.js', 'hook.js']));
    const imported = code.flatMap((name) =>
      parseSync(name, readFileSync(join(out, 'dist/electron', name), 'utf8')).program.body.flatMap((node) =>
        'source' in node && node.source !== null ? [node.source.value] : [],
      ),
    );
    const packages = imported.filter((name) => !name.startsWith('.') && !isBuiltin(name));
    expect([...new Set(packages)]).toEqual(['electron']);
  });
});
