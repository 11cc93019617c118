import { readFileSync } from 'node:fs';

/** Whether this machine has such a process. One that has ended and that nobody has reaped yet (a zombie) does not count. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and another user's.
    return isErrno(error, 'EPERM');
  }
  return stateOf(pid) !== 'Z';
}

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** The state's letter as proc(5) has it, after the program's name in brackets; undefined without /proc. */
function stateOf(pid: number): string | undefined {
  try {
    return /.*\) (\w)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
