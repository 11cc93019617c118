import type { BranchSeen } from '../contract/attendance.ts';

/** What the patrol knows of a lesson. */
export interface PatrolSeen {
  /** Rounds that were finished: only then a branch that was not seen says something. */
  roundsFinished: number;
  /** The newest look at each branch, of those that found somebody there if any did. */
  branches: ReadonlyMap<string, BranchSeen>;
}

/** Asks the patrol what it saw in a lesson; the patrol feature provides it. */
export type AskPatrol = (lessonId: string) => Promise<PatrolSeen>;
