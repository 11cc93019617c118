import type { ClassroomEvents, ClassroomSnapshot, OwnState, Presence } from '../contract/classroom.ts';
import type { Branch, Course, Lesson } from '../contract/course.ts';
import type { Participant } from '../contract/identity.ts';
import type { NoticeData, NoticeName } from '../contract/index.ts';
import type { ShownItem } from '../contract/shown.ts';
import type { Connection } from './feature.ts';

/** Who is told something: everybody in the classroom, those who see everybody's presence, the people of a branch, one session. */
export type Hearers = 'all' | 'staff' | { branchId: string } | { sessionId: string };

/** What may be known of an open classroom. */
export interface ClassroomView {
  readonly lesson: Lesson;
  readonly course: Course;
  readonly branches: readonly Branch[];
  /** Everybody who ever sat in it since it was opened, with their state. */
  presence(): Presence[];
  /** Those whose socket is open now. */
  online(): Participant[];
}

/** What the parts of the classroom, and features that take part in live lessons, may do to the open classrooms. */
export interface ClassroomAccess {
  /** Where this very socket sits. Throws `not_joined`. */
  require(connection: Connection): { classroom: ClassroomView; participant: Participant };
  /** An open classroom; undefined when nobody is in it. */
  view(lessonId: string): ClassroomView | undefined;
  /** A numbered event to everybody; whoever was away for it gets it on coming back. Nothing happens when nobody is in it. */
  emit<K extends keyof ClassroomEvents>(lessonId: string, name: K, data: ClassroomEvents[K]): void;
  /** A notice: newest wins, nothing is replayed. */
  tell<N extends NoticeName>(lessonId: string, to: Hearers, name: N, data: NoticeData<N>): void;
  /** Lays something over the stage on all screens, in place of what was there; null takes it away. Committed when it resolves. */
  show(lessonId: string, item: ShownItem | null): Promise<void>;
  shown(lessonId: string): ShownItem | null;
  /** Runs after everything that changes this lesson's state and was asked for before. */
  inTurn<T>(lessonId: string, work: () => Promise<T>): Promise<T>;
}

/**
 * What takes part in live lessons. It is told of classrooms that open and close and adds to what a join is answered with.
 * The classroom's own parts see more of a classroom than others do.
 */
export interface ClassroomPart<V extends ClassroomView = ClassroomView> {
  /** Before the first join is answered: loads what the records say of this lesson. */
  opened?: (classroom: V) => Promise<void>;
  /** Nobody is in it any more: what is in memory can go. */
  closed?(lessonId: string): void;
  /** What everybody sees of this part. Must not wait. */
  snapshot?(lessonId: string): Partial<ClassroomSnapshot>;
  /** What this person alone sees of it. Must not wait. */
  own?(lessonId: string, participant: Participant): Partial<OwnState>;
  /** A seat was taken, dropped or given up. */
  seatChanged?(lessonId: string, presence: Presence): void;
  /** The lesson was started or ended. */
  lessonChanged?(lesson: Lesson): Promise<void>;
}
