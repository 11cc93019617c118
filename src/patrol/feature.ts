import type { Clock } from '../lib/clock.ts';
import { enterCourse, followCourse } from '../lib/course-scope.ts';
import type { Fanout, Feature } from '../lib/feature.ts';
import type { ClassroomAccess, ClassroomPart } from '../lib/live-classroom.ts';
import type { Logger } from '../lib/logger.ts';
import type { WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Store } from '../store/port.ts';
import { createPatrolCommands } from './commands.ts';
import { createEvidence, type PatrolEvidence } from './evidence.ts';
import { Findings } from './findings.ts';
import { Patrol } from './patrol.ts';
import { createPatrolRawRoutes, createPatrolRoutes } from './routes.ts';
import type { SayToBranch } from './saying.ts';
import type { SignInFigures } from './wall.ts';

export type { PatrolEvidence, SightingEvidence } from './evidence.ts';
export type { SignInFigures } from './wall.ts';

export interface PatrolFeatureDependencies {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  log: Logger;
  access: ClassroomAccess;
  writeSpreadsheet: WriteSpreadsheet;
  /** What attendance knows of a lesson's sign-ins, by branch and by the trainee of a port. */
  signInFigures: (lessonId: string) => Promise<SignInFigures>;
  /** Announces a line of text to one branch. */
  sayToBranch: SayToBranch;
}

/** Patrol but for the live picture: stills, the wall, rounds and findings. */
export interface PatrolFeature extends Feature {
  /** To be given to the classroom. */
  part: ClassroomPart;
  /** What other features may know of patrol. */
  evidence: PatrolEvidence;
}

/** Builds the feature; `features.ts` connects it. */
export function createPatrol(deps: PatrolFeatureDependencies): PatrolFeature {
  const patrol = new Patrol(deps);
  const findings = new Findings({
    ...deps,
    openChanged: (lessonId, open) => patrol.openFindings(lessonId, open),
  });
  return {
    name: 'patrol',
    part: patrol,
    evidence: createEvidence(deps.store),
    commands: createPatrolCommands({ ...deps, patrol, findings }),
    routes: createPatrolRoutes({
      ...deps,
      findings,
      planned: (lessonId, plan) => patrol.planned(lessonId, plan),
    }),
    rawRoutes: createPatrolRawRoutes(findings),
    connected: (connection) => enterCourse(connection),
    changed: (connection, before) => followCourse(connection, before),
    disconnected: (connection) => patrol.leave(connection),
    close: () => patrol.close(),
  };
}
