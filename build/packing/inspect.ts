/** Looks at a packed app, by the very code that looks for its parts at run time. */
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { join, relative, sep } from 'node:path';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { parseSync } from 'vite';
import { findResources } from '../../electron/resources.ts';

export interface Inspection {
  /** What is wrong, a sentence each. */
  readonly problems: readonly string[];
  /** Bytes by what they are for. */
  readonly sizes: Readonly<Record<string, number>>;
}

export interface Packed {
  /** The folder with the app's program in it. */
  readonly folder: string;
  /** Names of packages that may be in it. */
  readonly runtimePackages: ReadonlySet<string>;
  readonly ffmpeg: boolean;
}

/** As electron-builder.yml wants them. */
const FUSES: Readonly<Partial<Record<keyof typeof FuseV1Options, boolean>>> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  GrantFileProtocolExtraPrivileges: false,
};

const SOURCE = /\.(?:m?ts|cts|tsx|vue|c|cc|cpp|cxx|h|hpp|gyp|gypi|map)(?:\.(?:br|gz))?$/u;
const PLATFORM = /(?:^|[/\\])(linux|linuxmusl|darwin|win32|android|freebsd)-(\w+)(?:[/\\.]|$)/u;
/** Tried by `ws`, which does without them. */
const OPTIONAL = new Set(['bufferutil', 'utf-8-validate']);

export async function inspect({ folder, runtimePackages, ffmpeg }: Packed): Promise<Inspection> {
  const archive = join(folder, 'resources', 'app.asar');
  if (!existsSync(archive)) {
    return { problems: [`There is no ${archive}.`], sizes: {} };
  }
  const inArchive = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/'));
  const files = filesBelow(folder);
  const all = [...new Set([...files, ...inArchive.map((path) => join('resources', 'app.asar', path))])];
  const problems = [
    ...missingParts(archive, inArchive, ffmpeg),
    ...missingPackages(archive),
    ...files.filter((path) => SOURCE.test(path)).map((path) => `A source is packed: ${path}.`),
    ...inArchive.filter((path) => SOURCE.test(path)).map((path) => `A source is packed: app.asar${path}.`),
    ...strangePackages(all, runtimePackages),
    ...all.filter(isOfAnotherPlatform).map((path) => `This is for another platform: ${path}.`),
    ...(await wrongFuses(folder)),
  ];
  return { problems: [...new Set(problems)], sizes: sizesOf(folder, files) };
}

function missingParts(archive: string, inArchive: readonly string[], wantsFfmpeg: boolean): string[] {
  const found = findResources(join(archive, 'dist', 'electron'), process.platform);
  const exists = (path: string): boolean =>
    path.startsWith(archive + sep)
      ? inArchive.includes(path.slice(archive.length).replaceAll('\\', '/'))
      : existsSync(path);
  const parts = {
    "main's entry": join(archive, 'dist', 'electron', 'main.js'),
    'the preload script': found.preload,
    'the entry that sees keys': found.hook,
    "the server's entry": found.server,
    "the server's backup thread": join(found.server, '..', 'backupThread.js'),
    'the web client': join(found.web, 'index.html'),
    'the media worker': found.worker,
    ...(wantsFfmpeg ? { ffmpeg: found.ffmpeg } : {}),
  };
  const missing = Object.entries(parts).flatMap(([what, path]) =>
    path !== undefined && exists(path) ? [] : [`It lacks ${what}${path === undefined ? '' : ` (${path})`}.`],
  );
  const programs = [found.worker, found.ffmpeg].filter((path) => path !== undefined && exists(path));
  return [...missing, ...programs.flatMap((path = '') => (isProgram(path) ? [] : [`${path} is no program.`]))];
}

/** Packages are found as Node finds them from the server's entry, and native modules as their own code does. */
function missingPackages(archive: string): string[] {
  const { server } = findResources(join(archive, 'dist', 'electron'), process.platform);
  const unpacked = join(server, '..', '..', '..');
  const problems: string[] = [];
  const attempt = (what: string, look: () => unknown): void => {
    try {
      const path = look();
      if (typeof path !== 'string' || !path.startsWith(unpacked) || !existsSync(path)) {
        problems.push(`${what} is not found in what is packed.`);
      }
    } catch {
      problems.push(`${what} is not found in what is packed.`);
    }
  };
  const require = createRequire(server);
  for (const name of ['mediasoup', 'better-sqlite3', '@node-rs/argon2', 'pino', 'uiohook-napi']) {
    attempt(`The package ${name}`, () => require.resolve(name));
  }
  attempt("better-sqlite3's binary", () => {
    const binding = require(join(unpacked, 'node_modules', 'better-sqlite3', 'lib', 'binding.js')) as unknown;
    return (binding as { getPrebuildPath: () => string | null }).getPrebuildPath(); // its own way to look
  });
  attempt("uiohook-napi's binary", () => {
    const load = require(join(unpacked, 'node_modules', 'node-gyp-build')) as unknown;
    return (load as { path: (folder: string) => string }).path(join(unpacked, 'node_modules', 'uiohook-napi'));
  });
  const code = readdirSync(join(server, '..')).filter((name) => name.endsWith('.js'));
  for (const name of code) {
    for (const bare of importsOf(readFileSync(join(server, '..', name), 'utf8'))) {
      attempt(`The package ${bare}, which the server's ${name} imports,`, () => require.resolve(bare));
    }
  }
  return problems;
}

/** Packages that code imports at its beginning: neither Node's own nor files. */
function importsOf(code: string): string[] {
  const names = parseSync('code.js', code).program.body.flatMap((node) =>
    'source' in node && node.source !== null ? [node.source.value] : [],
  );
  return [...new Set(names)].filter((name) => /^[@a-z]/u.test(name) && !isBuiltin(name) && !OPTIONAL.has(name));
}

function strangePackages(paths: readonly string[], known: ReadonlySet<string>): string[] {
  const packages = paths.flatMap((path) => {
    const parts = path.split(/[/\\]/u);
    const at = parts.lastIndexOf('node_modules');
    const [first = '', second = ''] = parts.slice(at + 1);
    return at === -1 || first === '' || first.startsWith('.')
      ? []
      : [first.startsWith('@') ? `${first}/${second}` : first];
  });
  return [...new Set(packages)]
    .filter((name) => !known.has(name) && !name.endsWith('/'))
    .map((name) => `The package ${name} is none that runs.`);
}

function isOfAnotherPlatform(path: string): boolean {
  const [, platform, arch] = PLATFORM.exec(path) ?? [];
  return platform !== undefined && (platform !== process.platform || arch !== process.arch);
}

async function wrongFuses(folder: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(join(folder, 'yankcord')).catch(() => undefined);
  if (wire === undefined) {
    return ['The fuses of its program cannot be read.'];
  }
  return Object.entries(FUSES).flatMap(([name, wanted]) => {
    // In the binary each fuse is one digit.
    const state = wire[FuseV1Options[name as keyof typeof FuseV1Options]]; // keys of FUSES
    return Number(state) === (wanted ? '1' : '0').charCodeAt(0) ? [] : [`The fuse ${name} is not set.`];
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

const KINDS: readonly (readonly [string, RegExp])[] = [
  ['main and preload (app.asar)', /^resources[/\\]app\.asar$/u],
  ['server', /[/\\]dist[/\\]server[/\\]/u],
  ['web client', /[/\\]dist[/\\]web[/\\]/u],
  ['packages', /[/\\]node_modules[/\\]/u],
  ['media worker', /[/\\]bin[/\\]mediasoup-worker/u],
  ['ffmpeg', /[/\\]bin[/\\]ffmpeg/u],
  ['Electron', /./u],
];

function sizesOf(folder: string, files: readonly string[]): Record<string, number> {
  const sizes: Record<string, number> = Object.fromEntries(KINDS.map(([kind]) => [kind, 0]));
  for (const path of files) {
    const [kind] = KINDS.find(([, pattern]) => pattern.test(path)) ?? ['Electron'];
    sizes[kind] = (sizes[kind] ?? 0) + statSync(join(folder, path)).size;
  }
  return sizes;
}
