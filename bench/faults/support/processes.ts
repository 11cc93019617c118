import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** All processes below this one, itself not included. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = read(`/proc/${name}/stat`);
    // The name in brackets may hold anything (proc_pid_stat(5)).
    const [, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ');
    parents.set(Number(name), Number(parent));
  }
  const below = (one: number): number[] =>
    [...parents].filter(([, parent]) => parent === one).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

/** The media workers of a server, by the UDP port that clients send to. */
export function workersByPort(serverPid: number): Map<number, number> {
  const ports = new Map<string, number>();
  for (const line of [...read('/proc/net/udp').split('\n'), ...read('/proc/net/udp6').split('\n')]) {
    const [, local, , , , , , , , inode] = line.trim().split(/\s+/);
    const port = Number.parseInt(local?.split(':')[1] ?? '', 16);
    if (inode !== undefined && Number.isInteger(port)) ports.set(inode, port);
  }
  const found = new Map<number, number>();
  for (const pid of descendants(serverPid)) {
    if (!read(`/proc/${pid}/comm`).startsWith('mediasoup')) continue;
    for (const inode of socketsOf(pid)) {
      const port = ports.get(inode);
      if (port !== undefined) found.set(port, pid);
    }
  }
  return found;
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const found = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`));
      return found?.[1] === undefined ? [] : [found[1]];
    });
  } catch {
    return [];
  }
}

/** Empty when the process has gone meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** Whether a process exists and is no zombie. */
export function isThere(pid: number): boolean {
  const status = read(`/proc/${pid}/stat`);
  return status !== '' && !status.slice(status.lastIndexOf(')') + 2).startsWith('Z');
}
