/**
 * A network of its own: a switch in one namespace, and machines in others, each with one cable to it. Nothing of it
 * reaches the network of the machine that tests: multicast stays on the cables.
 */
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnv } from '../config.ts';

/** Different for each test process. */
const TAG = String(process.pid % 100_000);
const SWITCH = `yk-switch-${TAG}`;

const ip = (...args: readonly string[]): void => {
  execFileSync('ip', args, { stdio: 'pipe' });
};

export class Lan {
  readonly #folder = mkdtempSync(join(tmpdir(), 'yankcord-lan-'));
  readonly #namespaces: string[] = [];

  /** Why there can be none here; undefined if there can. */
  static get obstacle(): string | undefined {
    if (process.platform !== 'linux') {
      return 'network namespaces are a matter of Linux';
    }
    const probe = `yk-probe-${TAG}`;
    try {
      ip('netns', 'add', probe);
      ip('-n', probe, 'link', 'add', 'switch', 'type', 'bridge');
      return undefined;
    } catch {
      return 'ip netns needs root, iproute2 and a kernel with bridges';
    } finally {
      removeNamespace(probe);
    }
  }

  /** @param machines their names; the first has the address 10.77.0.1, the next 10.77.0.2 */
  static open(...machines: readonly string[]): Lan {
    const lan = new Lan();
    try {
      lan.#connect(machines);
      return lan;
    } catch (fault) {
      lan.close();
      throw fault;
    }
  }

  /** A script of ours inside the network of a machine, with a channel to it. */
  fork(machine: string, script: string, args: readonly string[] = [], env: Record<string, string> = {}): ChildProcess {
    return fork(script, args, {
      execPath: this.programInside(machine, process.execPath),
      execArgv: [],
      env: childEnv(env),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
  }

  /** A program that runs what it is given as its path, inside the network of a machine. */
  programInside(machine: string, path: string): string {
    const script = join(this.#folder, `${machine}-${path.replaceAll(/\W/g, '-')}`);
    writeFileSync(script, `#!/bin/sh\nexec ip netns exec ${namespaceOf(machine)} '${path}' "$@"\n`);
    chmodSync(script, 0o755);
    return script;
  }

  /** What a program of the machine prints. */
  run(machine: string, ...command: readonly string[]): string {
    return execFileSync('ip', ['netns', 'exec', namespaceOf(machine), ...command], { encoding: 'utf8' });
  }

  close(): void {
    // Cables go with their namespaces.
    for (const namespace of this.#namespaces) {
      removeNamespace(namespace);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #connect(machines: readonly string[]): void {
    this.#add(SWITCH);
    ip('-n', SWITCH, 'link', 'add', 'switch', 'type', 'bridge');
    ip('-n', SWITCH, 'link', 'set', 'switch', 'up');
    for (const [index, machine] of machines.entries()) {
      const namespace = namespaceOf(machine);
      const port = `port${String(index)}`;
      this.#add(namespace);
      ip('-n', SWITCH, 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
      ip('-n', SWITCH, 'link', 'set', port, 'master', 'switch', 'up');
      ip('-n', namespace, 'addr', 'add', `10.77.0.${String(index + 1)}/24`, 'dev', 'eth0');
      // Its IPv6 address holds at once: one that comes a second later is a changed network to a browser in there, which
      // then gives up what it was loading (https://www.kernel.org/doc/Documentation/networking/ip-sysctl.txt).
      this.run(machine, 'sh', '-c', 'f=/proc/sys/net/ipv6/conf/eth0/accept_dad; [ ! -e $f ] || echo 0 > $f');
      ip('-n', namespace, 'link', 'set', 'eth0', 'up');
      ip('-n', namespace, 'link', 'set', 'lo', 'up');
    }
  }

  #add(namespace: string): void {
    ip('netns', 'add', namespace);
    this.#namespaces.push(namespace);
  }
}

const namespaceOf = (machine: string): string => `yk-${machine}-${TAG}`;

function removeNamespace(name: string): void {
  try {
    ip('netns', 'del', name);
  } catch {
    // There is none.
  }
}
