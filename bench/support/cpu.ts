import { readFileSync, readdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

/** The kernel's account of processes: CPU time and resident memory of a process and everything below it. */

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
const pageBytes = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));

interface ProcessStat {
  pid: number;
  name: string;
  parent: number;
  /** User and system time, with that of children that have ended. */
  ticks: number;
  residentPages: number;
}

function readStat(pid: number): ProcessStat | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name is in brackets and may hold spaces and brackets itself; see proc(5) for the fields after it.
  const nameEnd = line.lastIndexOf(')');
  const fields = line.slice(nameEnd + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid,
    name: line.slice(line.indexOf('(') + 1, nameEnd),
    parent: field(4),
    ticks: field(14) + field(15) + field(16) + field(17),
    residentPages: field(24),
  };
}

/** The process and its descendants that live now. */
function processTree(root: number): ProcessStat[] {
  const all = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => readStat(Number(entry)))
    .filter((stat) => stat !== undefined);
  const tree = all.filter(({ pid }) => pid === root);
  for (const member of tree) tree.push(...all.filter(({ parent }) => parent === member.pid));
  return tree;
}

export interface Usage {
  /** CPU seconds since the processes began. */
  cpuSeconds: number;
  /** CPU seconds by process name. */
  byName: Map<string, number>;
  /** Bytes of resident memory by process name; what processes share is in each of them. */
  residentByName: Map<string, number>;
}

/** What a process and its descendants have used. Differences of two looks are exact to one tick (10 ms) per process. */
export function usageOf(root: number): Usage {
  const byName = new Map<string, number>();
  let cpuSeconds = 0;
  const residentByName = new Map<string, number>();
  for (const { name, ticks, residentPages } of processTree(root)) {
    const seconds = ticks / ticksPerSecond;
    cpuSeconds += seconds;
    byName.set(name, (byName.get(name) ?? 0) + seconds);
    residentByName.set(name, (residentByName.get(name) ?? 0) + residentPages * pageBytes);
  }
  return { cpuSeconds, byName, residentByName };
}

/** CPU seconds between two looks, in all and by process name. */
export function cpuBetween(
  before: Usage,
  after: Usage,
): { cpuSeconds: number; byName: Record<string, number> } {
  const byName: Record<string, number> = {};
  for (const [name, seconds] of after.byName) byName[name] = seconds - (before.byName.get(name) ?? 0);
  return { cpuSeconds: after.cpuSeconds - before.cpuSeconds, byName };
}

/** CPU seconds that all processes of this machine have used since it began (proc_stat(5): neither idle nor waiting). */
export function machineCpuSeconds(): number {
  const [total = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = total.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softIrq) / ticksPerSecond;
}
