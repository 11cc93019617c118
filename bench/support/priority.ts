import { readFileSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

const AUTOGROUP = '/proc/self/autogroup';

/**
 * Raises the priority of this process. Servers and load inherit it: other work on the machine then disturbs less, and disturbs
 * all of them alike. Linux weighs sessions against each other before it looks at the processes of one (sched(7), autogroup), so
 * both are raised; the session's is put back at the end, as the terminal lives on in it. Returns false where there is no right to.
 */
export function raisePriority(): boolean {
  const priority = constants.priority.PRIORITY_ABOVE_NORMAL;
  try {
    setPriority(priority);
    const [, before = '0'] = / nice (-?\d+)/.exec(readFileSync(AUTOGROUP, 'utf8')) ?? [];
    writeFileSync(AUTOGROUP, String(priority));
    process.on('exit', () => writeFileSync(AUTOGROUP, before));
    return true;
  } catch {
    return false;
  }
}
