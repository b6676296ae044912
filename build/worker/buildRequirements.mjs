import { commandExists, runCommand } from './command.mjs';
import { missingPackages } from './debianPackages.mjs';

/**
 * What compiling a worker needs, by its Debian package: programs by their name, wherever they come from, and libraries
 * by their pkg-config name for systems without Debian's packages.
 *
 * @type {readonly ({ package: string } & ({ command: string, library?: never } | { command?: never, library: string }))[]}
 */
const REQUIREMENTS = [
  { package: 'g++', command: 'c++' },
  { package: 'meson', command: 'meson' },
  { package: 'ninja-build', command: 'ninja' },
  { package: 'pkg-config', command: 'pkg-config' },
  { package: 'flatbuffers-compiler', command: 'flatc' },
  { package: 'libflatbuffers-dev', library: 'flatbuffers' },
  { package: 'libabsl-dev', library: 'absl_optional' },
  { package: 'libuv1-dev', library: 'libuv' },
  { package: 'libsrtp2-dev', library: 'libsrtp2' },
  { package: 'libssl-dev', library: 'openssl' },
];

/** The Debian packages to install before a worker can be compiled here. */
export async function missingBuildPackages() {
  const hasDpkg = await commandExists('dpkg-query');
  const doubtful = [];
  for (const { package: name, command, library } of REQUIREMENTS) {
    // A .pc file alone is no proof: Debian's flatbuffers.pc is not in the package that has the headers.
    const present = command === undefined ? !hasDpkg && (await libraryExists(library)) : await commandExists(command);
    if (!present) {
      doubtful.push(name);
    }
  }
  return missingPackages(doubtful);
}

/** @param {string} name its pkg-config name */
async function libraryExists(name) {
  const { exitCode } = await runCommand('pkg-config', ['--exists', name]);
  return exitCode === 0;
}
