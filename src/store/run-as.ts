import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { StoreError } from './store-error.ts';

/** The account that PostgreSQL runs under; undefined stands for our own, which is any account but root. */
export interface RunAs {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root. Then it runs as whoever owns the existing records, else as `postgres`, else as
 * `nobody`.
 */
export function chooseRunAs(existingCluster: string): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(existingCluster, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const account = lookUp('postgres') ?? lookUp('nobody');
  if (!account) {
    throw new StoreError(
      'PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody" to run it as. ' +
        'Start Plenum as an ordinary user, or set database.url.',
    );
  }
  return account;
}

/** True when that account can list and enter the directory: asked of the system, because ACLs count too. */
export function canReach(directory: string, runAs: RunAs | undefined): boolean {
  const asked = spawnSync('/bin/sh', ['-c', 'test -r "$0" && test -x "$0"', directory], {
    cwd: '/',
    ...runAs,
  });
  return asked.status === 0;
}

function lookUp(name: string): RunAs | undefined {
  const ask = (flag: string) => execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    return { uid: Number(ask('-u').toString()), gid: Number(ask('-g').toString()) };
  } catch {
    return undefined;
  }
}
