import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { findCluster } from '../../src/store/records-home.ts';
import type { Fault, FaultContext } from './fault.ts';
import { descendants, isThere } from './support/processes.ts';
import { troubleWithRecords } from './support/records-trouble.ts';

/** A process that is started while it is looked for inherits the limit of its parent: looked for so often at most. */
const LOOKS = 50;

/**
 * Lets every write to a file fail (EFBIG, setrlimit(2) RLIMIT_FSIZE), or lets them be again. PostgreSQL and Node ignore the
 * signal that comes with it. The server has the same limit, as it starts the database again; it writes no file in class.
 */
async function limitFiles(writers: () => Promise<number[]>, soft: '0' | 'unlimited'): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    const others = (await writers()).filter((pid) => (limitOf(pid) ?? soft) !== soft);
    if (others.length === 0) return;
    limit(others, soft);
  }
  throw new Error('the database starts processes faster than they can be limited');
}

/** The soft limit in force; undefined when the process has ended. */
function limitOf(pid: number): string | undefined {
  try {
    return /^Max file size\s+(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

function limit(pids: readonly number[], soft: '0' | 'unlimited'): void {
  for (const pid of pids) {
    // As the process's own account: that needs no right over others.
    const owner = statSync(`/proc/${pid}`, { throwIfNoEntry: false });
    // It has ended meanwhile: a database that cannot write its log does.
    if (!owner) continue;
    const as = { cwd: '/', uid: owner.uid, gid: owner.gid };
    const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${soft}:unlimited`], as);
    if (status !== 0 && isThere(pid)) throw new Error(`prlimit: ${stderr.toString()}`);
  }
}

async function run(context: FaultContext): Promise<void> {
  const all = await context.runningClass();
  const { server } = all;
  const writers = async (): Promise<number[]> => {
    const pidFile = `${await findCluster(server.dataDir)}/postmaster.pid`;
    let postmaster = 0;
    try {
      postmaster = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    } catch {
      // It is down; the server starts it again.
    }
    return [server.pid, ...(postmaster > 0 ? [postmaster, ...descendants(postmaster)] : [])];
  };
  await troubleWithRecords(context, all, {
    begin: () => limitFiles(writers, '0'),
    end: () => limitFiles(writers, 'unlimited'),
  });
}

export const writeErrors: Fault = {
  summary:
    'every write of the records fails for a while: nothing is acknowledged that is not on record, the class goes on, and it recovers without a restart',
  run,
};
