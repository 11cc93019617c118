import type { Cue, CueKind } from '../../contract/cues.ts';
import type { Participant } from '../../contract/identity.ts';
import type { StageLayout } from '../../contract/stage.ts';
import { AppError } from '../../lib/errors.ts';
import type { Connection } from '../../lib/feature.ts';
import type { Store } from '../../store/port.ts';
import { findPoll } from '../polls/repository.ts';
import type { Callee } from '../stage/calling.ts';
import type { ClassroomAccess, ClassroomView } from '../../lib/live-classroom.ts';
import { isQuizOf, isVideo } from './repository.ts';

/** What somebody wants announced to everybody. Sent once for each `clientId`. */
export interface CueAnnouncement {
  clientId: string;
  text: string;
  stays: boolean;
}

/** What a cue can have done, each in the name of whoever runs it. Nothing of it may wait for the cue sheet. */
export interface CueActions {
  start: (connection: Connection) => Promise<unknown>;
  end: (connection: Connection) => Promise<unknown>;
  arrange: (connection: Connection, layout: StageLayout) => Promise<void>;
  call: (connection: Connection, callee: Callee) => Promise<unknown>;
  openPoll: (connection: Connection, pollId: string) => Promise<unknown>;
  /** Opens a quiz or exam of the course; one that is open stays as it is. Throws `not_found`, `quiz_closed`, `quiz_empty`. */
  openQuiz: (by: Participant, courseId: string, quizId: string) => Promise<unknown>;
  announce: (by: Participant, courseId: string, announcement: CueAnnouncement) => Promise<unknown>;
  /** The session of the device that presents; undefined when none is there. */
  presenterOf: (lessonId: string, connection: Connection) => string | undefined;
}

/** Where a cue is run. */
export interface CueScene {
  connection: Connection;
  classroom: ClassroomView;
  participant: Participant;
  /** Differs from one run of a cue to the next, and is the same when a run is repeated that did not get through. */
  runKey: string;
}

type Runner<C extends Cue> = (scene: CueScene, cue: C) => Promise<void>;
type Runners = { [K in CueKind]: Runner<Extract<Cue, { kind: K }>> };

export interface RunnerDependencies {
  store: Store;
  access: ClassroomAccess;
  actions: CueActions;
}

/** Does what a cue says. Throws what the action throws, and `cue_target_gone`, `cue_poll_used`, `no_presenter`. */
export function createRunner(deps: RunnerDependencies): (scene: CueScene, cue: Cue) => Promise<void> {
  const runners = createRunners(deps);
  return (scene, cue) => {
    // Each runner takes the cues of its own kind.
    const runner = runners[cue.kind] as Runner<Cue>;
    return runner(scene, cue);
  };
}

function createRunners({ store, access, actions }: RunnerDependencies): Runners {
  const presenter = ({ classroom, connection }: CueScene): string => {
    const sessionId = actions.presenterOf(classroom.lesson.id, connection);
    if (sessionId === undefined) throw new AppError('no_presenter');
    return sessionId;
  };
  return {
    note: () => Promise.resolve(),
    start: async ({ connection, classroom }, { id: cueId }) => {
      await actions.start(connection);
      const sessionId = actions.presenterOf(classroom.lesson.id, connection);
      if (sessionId !== undefined) access.tell(classroom.lesson.id, { sessionId }, 'cue.present', { cueId });
    },
    end: async ({ connection }) => {
      await actions.end(connection);
    },
    layout: ({ connection }, { layout }) => actions.arrange(connection, layout),
    clip: async (scene, { id: cueId, materialId }) => {
      const { lesson } = scene.classroom;
      if (!(await isVideo(store.db, lesson.courseId, materialId))) throw new AppError('cue_target_gone');
      access.tell(lesson.id, { sessionId: presenter(scene) }, 'cue.clip', { cueId, materialId });
    },
    lecture: async (scene, { id: cueId }) => {
      const sessionId = presenter(scene);
      await actions.arrange(scene.connection, 'auto');
      access.tell(scene.classroom.lesson.id, { sessionId }, 'cue.present', { cueId });
    },
    call: async ({ connection, classroom }, { callee }) => {
      await actions.call(connection, 'branchId' in callee ? callee : portOf(classroom, callee.traineeId));
    },
    poll: async ({ connection, classroom }, { pollId }) => {
      const row = await findPoll(store.db, pollId);
      if (row?.lessonId !== classroom.lesson.id) throw new AppError('cue_target_gone');
      // One that is still open is what was asked for.
      if (row.closedAt !== null) throw new AppError('cue_poll_used');
      if (row.openedAt === null) await actions.openPoll(connection, pollId);
    },
    quiz: async ({ participant, classroom: { lesson } }, { quizId }) => {
      if (!(await isQuizOf(store.db, lesson, quizId))) throw new AppError('cue_target_gone');
      await actions.openQuiz(participant, lesson.courseId, quizId);
    },
    announcement: async ({ participant, classroom, runKey }, { id, text, stays }) => {
      const clientId = `cue:${id}:${runKey}`;
      await actions.announce(participant, classroom.lesson.courseId, { clientId, text, stays });
    },
  };
}

/** Throws `guest_away` when the trainee's port is not there. */
function portOf(classroom: ClassroomView, traineeId: string): Callee {
  const port = classroom.online().find((one) => one.role === 'port' && one.traineeId === traineeId);
  if (!port) throw new AppError('guest_away');
  return { participantId: port.sessionId };
}
