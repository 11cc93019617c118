import type { cueCommands, cueRoutes } from '../../contract/cues.ts';
import type { Clock } from '../../lib/clock.ts';
import { reachable, signedIn } from '../../lib/course-scope.ts';
import type { CommandHandlers, RouteContext, RouteHandlers } from '../../lib/feature.ts';
import type { Store } from '../../store/port.ts';
import type { ClassroomAccess } from '../../lib/live-classroom.ts';
import { Cues } from './cues.ts';
import { PreparedCues } from './preparing.ts';
import { createRunner, type CueActions } from './runners.ts';

export interface CuesDependencies {
  store: Store;
  clock: Clock;
  access: ClassroomAccess;
  actions: CueActions;
}

/** The cue sheets of a classroom. What is known of them is on record: nothing has to be told when one opens. */
export interface CuesFeature {
  commands: CommandHandlers<typeof cueCommands>;
  routes: RouteHandlers<typeof cueRoutes>;
  /** Waits for what is under way. Idempotent. */
  close(): Promise<void>;
}

/** Builds the part; the classroom's feature connects it. */
export function createCues(deps: CuesDependencies): CuesFeature {
  const cues = new Cues({ ...deps, run: createRunner(deps) });
  const prepared = new PreparedCues(deps);
  const of = (context: RouteContext, { courseId, lessonId }: { courseId: string; lessonId: string }) => ({
    courseId: reachable(context, courseId),
    lessonId,
  });
  return {
    commands: {
      'cue.sheet': async ({ connection }) => ({ sheet: await cues.sheet(connection) }),
      'cue.next': async ({ connection }, { cueId }) => ({ state: await cues.next(connection, cueId) }),
      'cue.run': async ({ connection }, { cueId }) => ({ state: await cues.run(connection, cueId) }),
      'cue.back': async ({ connection }) => ({ state: await cues.back(connection) }),
      'cue.mark': async ({ connection }, { cueId, done }) => ({
        state: await cues.mark(connection, cueId, done),
      }),
      'cue.restart': async ({ connection }) => ({ state: await cues.restart(connection) }),
    },
    routes: {
      'GET /api/courses/:courseId/lessons/:lessonId/cues': async (context, { params }) =>
        prepared.read(of(context, params)),
      'PUT /api/courses/:courseId/lessons/:lessonId/cues': async (context, { params, body }) =>
        prepared.save(of(context, params), body.revision, body.cues, signedIn(context)),
      'POST /api/courses/:courseId/lessons/:lessonId/cues/copy': async (context, { params, body }) =>
        prepared.copy(of(context, params), body.revision, body.fromLessonId, signedIn(context)),
    },
    close: () => cues.idle(),
  };
}
