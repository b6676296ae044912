/** UDP sockets of this process and the media workers that it started, as Linux knows them. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { descendantsOf } from './processTree.ts';

const inodesOf = (pid: number): string[] => {
  try {
    const folder = `/proc/${String(pid)}/fd`;
    return readdirSync(folder).flatMap((fd) => {
      try {
        const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`)) ?? [];
        return inode === undefined ? [] : [inode];
      } catch {
        return []; // it closed while we looked
      }
    });
  } catch {
    return [];
  }
};

const isWorker = (pid: number): boolean => {
  try {
    return readlinkSync(`/proc/${String(pid)}/exe`).endsWith('/mediasoup-worker');
  } catch {
    return false;
  }
};

export function countUdpSockets(): number {
  const own = [process.pid, ...descendantsOf(process.pid).filter(isWorker)];
  const inodes = new Set(own.flatMap(inodesOf));
  // Line by line, the tenth field is the inode.
  const open = ['/proc/net/udp', '/proc/net/udp6'].flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(1));
  return open.filter((line) => inodes.has(line.trim().split(/\s+/)[9] ?? '')).length;
}
