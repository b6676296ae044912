/** The server as a process of its own: how it starts, how it does not, and how it ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { health } from '../../common/signaling.ts';
import { childEnv, config } from '../config.ts';
import { Guest } from '../fakes/Guest.ts';
import { fetchFrom, type Page } from '../fakes/https.ts';
import { makeFolder, makeWebDir } from '../fakes/party.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));

let folder: string;
let children: ChildProcess[];

beforeEach(async () => {
  folder = await makeFolder();
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    child.kill('SIGKILL');
  }
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly exit: Promise<number | null>;
}

const run = async (flags: readonly string[], environment: Record<string, string> = {}): Promise<Run> => {
  const webDir = await makeWebDir(folder);
  const child = spawn(process.execPath, [MAIN, ...flags], {
    env: childEnv({ YANKCORD_WEB_DIR: webDir, MEDIA_WORKER_COUNT: '1', YANKCORD_MEDIA_PORT: '0', ...environment }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  // 'close' comes when the pipes are closed too: worker processes hold them no longer then.
  const exit = once(child, 'close').then(() => child.exitCode);
  return { child, stdout: () => stdout, stderr: () => stderr, exit };
};

const flagsFor = (...more: string[]): string[] => [
  '--host',
  '127.0.0.1',
  '--port',
  '0',
  '--data',
  join(folder, 'data'),
  ...more,
];

const ready = async ({ child, stdout, stderr }: Run): Promise<string> => {
  for (;;) {
    const url = /^ready (https:\/\/\S+)$/m.exec(stdout())?.[1];
    if (url !== undefined) {
      return url;
    }
    if (child.exitCode !== null) {
      throw new Error(`ended before it was ready: ${stderr()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** Process ids of the children of this process. */
const childrenOf = async (pid: number | undefined): Promise<string[]> => {
  const text = await readFile(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8').catch(() => '');
  return text.split(' ').filter((id) => id !== '');
};

const expectFailure = async (run: Run, code: number, ...words: string[]): Promise<void> => {
  // One that starts all the same is not waited for.
  expect(await Promise.race([run.exit, ready(run).catch(async () => run.exit)])).toBe(code);
  const text = run.stderr();
  for (const word of words) {
    expect(text).toContain(word);
  }
  // One sentence, for a person.
  expect(text.trim().split('\n')).toHaveLength(1);
  expect(text).not.toMatch(/\bat .*\.ts|Error:/);
  expect(run.stdout()).toBe('');
};

describe('a server', () => {
  it('says where it is, last of all and alone on a line, answers there, and ends with Ctrl-C', async () => {
    const server = await run(flagsFor('--name', 'Test party'));
    const url = await ready(server);
    expect(server.stdout()).toContain('Test party');
    expect(server.stdout()).toMatch(/([0-9A-F]{2}:){31}[0-9A-F]{2}/);
    expect(server.stdout().trimEnd().split('\n').at(-1)).toBe(`ready ${url}`);
    const guest = await Guest.join(url, 'Anna');
    expect(guest.welcome.server.name).toBe('Test party');
    await guest.joinVoice(guest.voiceChannel('Lounge'));
    const workers = await childrenOf(server.child.pid);
    expect(workers).toHaveLength(1);
    server.child.kill('SIGINT');
    await guest.hears('serverStopping');
    expect(await server.exit).toBe(0);
    for (const pid of workers) {
      await expect(stat(`/proc/${pid}`)).rejects.toThrow();
    }
    guest.close();
  });

  it('answers /healthz by the contract, with strict headers', async () => {
    const url = await ready(await run(flagsFor()));
    const fetchPage = async (path: string): Promise<Page> => fetchFrom(`${url}${path}`);
    const { body } = await fetchPage('/healthz');
    expect(health.parse(JSON.parse(body))).toMatchObject({ workers: { running: 1, wanted: 1 } });
    const page = await fetchPage('/');
    expect(page.headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    });
    expect(page.headers['permissions-policy']).toContain('microphone=(self)');
    expect((await fetchPage('/assets/main-abc123.js')).headers['cache-control']).toContain('immutable');
    expect((await fetchPage('/debug/counts')).status).toBe(404);
    expect((await fetchPage('/../data/certificate.pem')).status).toBe(404);
    expect((await fetchPage('/%2e%2e/data/certificate.pem')).status).not.toBe(200);
    // Plain HTTP on this port is answered by nothing, and harms nothing.
    await expect(fetch(url.replace('https', 'http'))).rejects.toThrow();
    expect((await fetchPage('/healthz')).status).toBe(200);
  });

  it('is ended hard by a second signal', async () => {
    const server = await run(flagsFor());
    await ready(server);
    server.child.kill('SIGTERM');
    server.child.kill('SIGINT');
    expect([0, 130]).toContain(await server.exit);
  });

  it('keeps its private key to itself', async () => {
    await ready(await run(flagsFor()));
    const { mode } = await stat(join(folder, 'data', 'certificate.pem'));
    expect(mode & 0o777).toBe(0o600);
  });
});

describe('a start fails with one sentence and nothing half-started', () => {
  it('when the port is in use', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = String(typeof address === 'object' ? address?.port : 0);
    const server = await run(flagsFor('--port', port));
    await expectFailure(server, 1, port, '--port');
    other.close();
  });

  it('when the media port is in use', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = String(typeof address === 'object' ? address?.port : 0);
    const server = await run(flagsFor('--media-port', port));
    await expectFailure(server, 1, port, '--media-port');
    other.close();
  });

  it('when the host is not of this machine', async () => {
    await expectFailure(await run(flagsFor('--host', '192.0.2.1')), 1, '--host');
  });

  it('when the data folder cannot be written', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    await expectFailure(await run(flagsFor('--data', path)), 1, path, '--data');
  });

  it('when the worker is missing or no worker', async () => {
    const missing = await run(flagsFor(), { MEDIASOUP_WORKER_BIN: join(folder, 'nothing') });
    await expectFailure(missing, 1, 'MEDIASOUP_WORKER_BIN');
    const broken = await run(flagsFor(), { MEDIASOUP_WORKER_BIN: '/bin/true' });
    await expectFailure(broken, 1, 'MEDIASOUP_WORKER_BIN');
  });

  it('when the client is not built', async () => {
    await expectFailure(await run(flagsFor(), { YANKCORD_WEB_DIR: folder }), 1, 'npm run build', folder);
  });

  it('when a flag is unknown or not right', async () => {
    await expectFailure(await run(flagsFor('--prot', '1')), 2, '--prot');
    await expectFailure(await run(['host']), 2);
    await expectFailure(await run(flagsFor('--port', '70000')), 1, '--port', '70000');
  });

  it('when an address cannot be parsed (S16)', async () => {
    await expectFailure(await run(flagsFor('--host', '127.0.0.1.')), 1, '--host');
    for (const name of ['WEBRTC_LISTEN_IP', 'WEBRTC_ANNOUNCED_IP', 'NATIVE_RTP_LISTEN_IP', 'NATIVE_RTP_ANNOUNCED_IP']) {
      await expectFailure(await run(flagsFor(), { [name]: '300.1.1.1' }), 1, name, '300.1.1.1');
    }
  });

  it('when the file has an unknown setting or is none', async () => {
    const server = await run(flagsFor());
    await ready(server);
    server.child.kill('SIGINT');
    await server.exit;
    const file = join(folder, 'data', 'yankcord.json');
    await writeFile(file, '{"prot": 1}');
    await expectFailure(await run(flagsFor()), 1, 'prot', 'yankcord.json');
    await writeFile(file, '{"name":');
    await expectFailure(await run(flagsFor()), 1, 'yankcord.json');
    await writeFile(file, '{"name": "From the file"}');
    const named = await run(flagsFor());
    await ready(named);
    expect(named.stdout()).toContain('From the file');
  });
});

it.skipIf(config.workerBin === undefined)('media ports of two servers on one machine do not clash', async () => {
  const other = await makeFolder();
  const environment = { YANKCORD_MEDIA_PORT: '' };
  const first = await run(flagsFor(), environment);
  const second = await run(['--host', '127.0.0.1', '--port', '0', '--data', join(other, 'data')], environment);
  const guests = await Promise.all([first, second].map(async (server) => Guest.join(await ready(server), 'Anna')));
  const setups = await Promise.all(guests.map(async (guest) => guest.joinVoice(guest.voiceChannel('Lounge'))));
  const [one, two] = setups.map(({ sendTransport }) => sendTransport.iceCandidates[0]?.port);
  expect(one).not.toBe(two);
  for (const guest of guests) {
    guest.close();
  }
  await rm(other, { recursive: true, force: true });
});
