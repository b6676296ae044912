/**
 * A network whose firewall lets no UDP through, as offices and hotels have it: a namespace for the guest, another for
 * the router between it and this machine. UDP is dropped where the router forwards, so that nobody is told.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Short enough for names of interfaces, different for each test process. */
const TAG = String(process.pid % 100_000);
const ROUTER = `yk-router-${TAG}`;
const GUEST = `yk-guest-${TAG}`;
const HOST_LINK = `ykh${TAG}`;
/** Four addresses a link: https://www.rfc-editor.org/rfc/rfc2544 has this range for tests between networks. */
const SUBNET = `198.18.${String(process.pid % 250)}`;

const ip = (...args: readonly string[]): void => {
  execFileSync('ip', args, { stdio: 'pipe' });
};
const inside = (namespace: string, ...command: readonly string[]): void => {
  ip('netns', 'exec', namespace, ...command);
};

export class StrictNetwork {
  /** This machine, as the guest reaches it. */
  readonly hostAddress = `${SUBNET}.1`;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Why there can be none here; undefined if there can. */
  static get obstacle(): string | undefined {
    if (process.platform !== 'linux') {
      return 'network namespaces are a matter of Linux';
    }
    const probe = `yk-probe-${TAG}`;
    try {
      ip('netns', 'add', probe);
      inside(probe, 'ip', 'rule', 'add', 'ipproto', 'udp', 'blackhole');
      return undefined;
    } catch {
      return 'ip netns needs root, and a kernel with policy routing';
    } finally {
      removeNamespace(probe);
    }
  }

  static open(): StrictNetwork {
    const network = new StrictNetwork(mkdtempSync(join(tmpdir(), 'yankcord-network-')));
    try {
      network.#connect();
      return network;
    } catch (fault) {
      network.close();
      throw fault;
    }
  }

  /** The firewall lets UDP through, until `dropUdp`. */
  letUdp(): void {
    ip('-n', ROUTER, 'rule', 'del', 'ipproto', 'udp', 'blackhole');
  }

  /** As it is at first: nobody is told, what is on its way included. */
  dropUdp(): void {
    ip('-n', ROUTER, 'rule', 'add', 'ipproto', 'udp', 'blackhole');
  }

  /** A program that runs what it is given as its path, inside the guest's network. */
  programInside(path: string): string {
    const script = join(this.#folder, 'inside');
    writeFileSync(script, `#!/bin/sh\nexec ip netns exec ${GUEST} '${path}' "$@"\n`);
    chmodSync(script, 0o755);
    return script;
  }

  close(): void {
    // The link to this machine first, and the route with it: it would go with its namespace, but at the kernel's
    // leisure, and the next network wants its name.
    removeLink();
    removeNamespace(GUEST);
    removeNamespace(ROUTER);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #connect(): void {
    ip('netns', 'add', ROUTER);
    ip('netns', 'add', GUEST);
    ip('link', 'add', HOST_LINK, 'type', 'veth', 'peer', 'name', 'out', 'netns', ROUTER);
    ip('-n', ROUTER, 'link', 'add', 'in', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', GUEST);
    ip('addr', 'add', `${this.hostAddress}/30`, 'dev', HOST_LINK);
    ip('-n', ROUTER, 'addr', 'add', `${SUBNET}.2/30`, 'dev', 'out');
    ip('-n', ROUTER, 'addr', 'add', `${SUBNET}.5/30`, 'dev', 'in');
    ip('-n', GUEST, 'addr', 'add', `${SUBNET}.6/30`, 'dev', 'eth0');
    ip('link', 'set', HOST_LINK, 'up');
    for (const [namespace, link] of [
      [ROUTER, 'lo'],
      [ROUTER, 'out'],
      [ROUTER, 'in'],
      [GUEST, 'lo'],
      [GUEST, 'eth0'],
    ] as const) {
      ip('-n', namespace, 'link', 'set', link, 'up');
    }
    inside(ROUTER, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');
    this.dropUdp();
    ip('-n', GUEST, 'route', 'add', 'default', 'via', `${SUBNET}.5`);
    ip('route', 'add', `${SUBNET}.4/30`, 'via', `${SUBNET}.2`);
  }
}

function removeLink(): void {
  try {
    ip('link', 'del', HOST_LINK);
  } catch {
    // There is none.
  }
}

function removeNamespace(name: string): void {
  try {
    ip('netns', 'del', name);
  } catch {
    // There is none.
  }
}
