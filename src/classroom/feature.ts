import type { Participant } from '../contract/identity.ts';
import type { Feature } from '../lib/feature.ts';
import { createClassroomCommands } from './commands.ts';
import { createCues } from './cues/feature.ts';
import { presenterOf } from './cues/presenter.ts';
import type { CueActions } from './cues/runners.ts';
import { Hands } from './hands/hands.ts';
import { createMediaCommands } from './media-commands.ts';
import type { ClassroomAccess, ClassroomPart } from '../lib/live-classroom.ts';
import { createPolls, type PollsDependencies } from './polls/feature.ts';
import { createQuestions, type QuestionsDependencies } from './questions/questions.ts';
import type { ClassroomRegistry } from './registry.ts';
import { ClassroomService, type ClassroomDependencies } from './service.ts';
import { createStageCommands } from './stage/commands.ts';
import { Director } from './stage/director.ts';
import { findDirection } from './stage/repository.ts';

/** The live classroom, and what others may do to it. */
export interface ClassroomFeature extends Feature {
  /** What features outside the classroom may know of and do to the open classrooms. */
  access: ClassroomAccess;
  /** Lets a feature take part in live lessons. To be done before the first classroom is opened. */
  use(part: ClassroomPart): void;
  /** Ends a revoked session's place. */
  revoke(sessionId: string): void;
  /** A session stands for another name or branch: its seat and what it hears follow. */
  follow(participant: Participant): void;
  /** The branches of a course are others than before: its open classrooms follow. */
  recordsChanged(courseId: string): void;
}

/** Builds the feature with its parts; `features.ts` connects it. */
export function createClassroom(
  deps: Omit<ClassroomDependencies, 'directionOf'> &
    Pick<QuestionsDependencies, 'store' | 'writeSpreadsheet'> &
    Pick<PollsDependencies, 'traineeEntries'> &
    Pick<CueActions, 'announce' | 'openQuiz'>,
): ClassroomFeature {
  const { store, log } = deps;
  const service = new ClassroomService({
    ...deps,
    directionOf: (lessonId) => findDirection(store.db, lessonId),
  });
  const { registry } = service;
  const hands = new Hands({ registry, store });
  const director = new Director({
    registry,
    media: service.stage,
    store,
    log,
    onHeard: (lessonId, participant) => hands.heard(lessonId, participant),
  });
  const questions = createQuestions({ ...deps, access: accessTo(registry, director) });
  const polls = createPolls({ ...deps, access: accessTo(registry, director) });
  registry.use(director, hands, questions.part, polls.part);
  const cues = createCues({
    ...deps,
    access: accessTo(registry, director),
    actions: {
      start: (connection) => service.start(connection),
      end: (connection) => service.end(connection),
      arrange: (connection, layout) => director.arrange(connection, layout),
      call: (connection, callee) => director.call(connection, callee),
      openPoll: (connection, pollId) => polls.open(connection, pollId),
      openQuiz: deps.openQuiz,
      announce: deps.announce,
      presenterOf: (lessonId, connection) => {
        const classroom = registry.opened(lessonId);
        return classroom && presenterOf(classroom, connection);
      },
    },
  });
  return {
    name: 'classroom',
    access: accessTo(registry, director),
    use: (part) => registry.use(part),
    commands: {
      ...createClassroomCommands(service),
      ...createMediaCommands(service),
      ...createStageCommands(director, hands),
      ...questions.commands,
      ...polls.commands,
      ...cues.commands,
    },
    routes: { ...questions.routes, ...polls.routes, ...cues.routes },
    disconnected: (connection) => service.disconnected(connection),
    revoke: (sessionId) => registry.revoke(sessionId),
    follow: (participant) => registry.follow(participant),
    recordsChanged: (courseId) => registry.recordsChanged(courseId),
    close: async () => {
      director.close();
      await questions.close();
      await polls.close();
      await cues.close();
      await service.close();
    },
  };
}

/** What the parts may do: the open classrooms, and what is laid over their stages. */
export function accessTo(registry: ClassroomRegistry, director: Director): ClassroomAccess {
  return {
    require: (connection) => registry.require(connection),
    view: (lessonId) => registry.view(lessonId),
    emit: (lessonId, name, data) => registry.emit(lessonId, name, data),
    tell: (lessonId, to, name, data) => registry.tell(lessonId, to, name, data),
    inTurn: (lessonId, work) => registry.inTurn(lessonId, work),
    show: (lessonId, item) => director.show(lessonId, item),
    shown: (lessonId) => director.shown(lessonId),
  };
}
