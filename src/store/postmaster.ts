import { constants } from 'node:fs';
import { open, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, isRunning } from './running.ts';

/** What PostgreSQL writes into `postmaster.pid` of its data directory (storage/pidfile.h of its sources). */
export interface Postmaster {
  pid: number;
  /** Undefined while it is still starting. */
  socketDirectory: string | undefined;
  /** False when the process is gone, is a zombie, or is another program that got the same number. */
  alive: boolean;
}

/** The server that the data directory's pid file names; undefined without one. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  });
  const [pidLine, , , , socketLine] = text?.split('\n') ?? [];
  const pid = Number(pidLine);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const socketDirectory = socketLine?.trim();
  return {
    pid,
    socketDirectory: socketDirectory === '' ? undefined : socketDirectory,
    alive: await serves(pid, cluster),
  };
}

/**
 * PostgreSQL refuses to start while the number in its pid file belongs to any process of its user, be it a zombie that
 * nobody reaps or, after a restart of the machine, somebody else. It excepts its parent's number, so that is put in. Its
 * second guard, the shared memory that the same file names, stays in force against survivors of the old server. The
 * socket's lock file has the same weakness and guards nothing else.
 */
export async function disownPidFile(cluster: string, dead: Postmaster, parent: number): Promise<void> {
  const path = join(cluster, 'postmaster.pid');
  const text = await readFile(path, 'utf8');
  const file = await open(path, constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW);
  try {
    await file.writeFile([String(parent), ...text.split('\n').slice(1)].join('\n'));
  } finally {
    await file.close();
  }
  if (dead.socketDirectory !== undefined)
    await rm(join(dead.socketDirectory, '.s.PGSQL.5432.lock'), { force: true });
}

/** A live postmaster's working directory is its data directory. Without /proc the pid file is believed. */
async function serves(pid: number, cluster: string): Promise<boolean> {
  if (!isRunning(pid)) return false;
  if (process.platform !== 'linux') return true;
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return cwd === (await realpath(cluster));
}
