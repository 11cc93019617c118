import type { Measuring } from './figures.ts';
import type { RunningClass } from './support/running-class.ts';

/** What a fault is given. */
export interface FaultContext extends Measuring {
  /** The class that faults share, at rest. */
  runningClass: () => Promise<RunningClass>;
}

export interface Fault {
  /** What happens, and what is promised then. */
  summary: string;
  /** Why it cannot be done on this machine; undefined when it can. */
  missing?: () => string | undefined;
  run: (context: FaultContext) => Promise<void>;
}
