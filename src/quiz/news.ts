import type { NoticeData } from '../contract/index.ts';
import { quizNewsMs } from '../contract/quiz-limits.ts';
import type { QuizRecord, QuizRoomCounts } from '../contract/quiz.ts';
import {
  branchAudience,
  liaisonAudience,
  screenAudience,
  staffAudience,
  tellCourse,
  tellOrganisers,
  traineeAudience,
} from '../lib/course-scope.ts';
import type { Fanout } from '../lib/feature.ts';
import { restAfter } from '../lib/pace.ts';

/** The branch that somebody sits in, and the one above it; both are null on a port. */
export interface Room {
  branchId: string | null;
  parentId: string | null;
}

/** Where the person sits whose paper it is. */
export function roomOf(of: { trainee: { branchId: string | null }; parentId: string | null }): Room {
  return { branchId: of.trainee.branchId, parentId: of.parentId };
}

export interface NewsDependencies {
  fanout: Fanout;
  /** How many began and handed in. */
  countOf: (quizId: string) => Promise<{ opened: number; handedIn: number }>;
  /** The same for each of these branches, as their screens show it. */
  countRooms: (quizId: string, branchIds: readonly string[]) => Promise<ReadonlyMap<string, QuizRoomCounts>>;
  /** Scores may be others than before. Called after the commit; must not throw. */
  changed: (courseId: string) => void;
}

/**
 * Tells people what changed; the progress of a quiz at most once a second. A room hears of its own people alone: hundreds of
 * rooms that hear of each other would ask the server hundreds of questions a second.
 */
export class QuizNews {
  readonly #deps: NewsDependencies;
  /** By quiz: the rooms in which something happened, told when its second is over. */
  readonly #waiting = new Map<string, { rooms: Room[]; timer: NodeJS.Timeout }>();
  /** Milliseconds that it took to count the last time, whatever the quiz. */
  #tookMs = 0;

  constructor(deps: NewsDependencies) {
    this.#deps = deps;
  }

  /** It was opened, extended for everybody, or closed. */
  changed({ id: quizId, courseId, state, settings: { lessonId } }: QuizRecord): void {
    tellCourse(this.#deps.fanout, courseId, 'quiz.changed', { courseId, quizId, lessonId, state });
    if (state === 'closed') this.#deps.changed(courseId);
  }

  /** Some people got more time. They hear of it, and those who run it: hundreds of rooms may get theirs in one moment. */
  timeGiven(
    { id: quizId, courseId, state, settings: { lessonId } }: QuizRecord,
    { branchIds, traineeIds }: { branchIds: readonly string[]; traineeIds: readonly string[] },
  ): void {
    const data = { courseId, quizId, lessonId, state };
    tellOrganisers(this.#deps.fanout, courseId, 'quiz.changed', data);
    const rooms = branchIds.map((branchId) => branchAudience(courseId, branchId));
    const audiences = [staffAudience(courseId), ...rooms, ...traineeIds.map(traineeAudience)];
    this.#deps.fanout.notice(audiences, 'quiz.changed', data);
  }

  /** It cannot be opened as it is; whoever runs it hears that its record has a problem. */
  failed({ id: quizId, courseId, state, settings: { lessonId } }: QuizRecord): void {
    const data = { courseId, quizId, lessonId, state };
    tellOrganisers(this.#deps.fanout, courseId, 'quiz.changed', data);
    this.#deps.fanout.notice(staffAudience(courseId), 'quiz.changed', data);
  }

  /** Somebody began or saved in these rooms. */
  progressed(courseId: string, quizId: string, rooms: readonly Room[]): void {
    const waiting = this.#waiting.get(quizId);
    if (waiting) {
      waiting.rooms.push(...rooms);
      return;
    }
    const rest = restAfter(this.#tookMs, quizNewsMs);
    const timer = setTimeout(() => void this.#tell(courseId, quizId), rest).unref();
    this.#waiting.set(quizId, { rooms: [...rooms], timer });
  }

  /** Papers were handed in or marked. */
  handedIn(courseId: string, quizId: string, rooms: readonly Room[]): void {
    this.progressed(courseId, quizId, rooms);
    this.#deps.changed(courseId);
  }

  /** A paper that is open on several devices is another one than before. */
  paperChanged(traineeId: string, data: NoticeData<'paper.changed'>): void {
    this.#deps.fanout.notice(traineeAudience(traineeId), 'paper.changed', data);
  }

  close(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  async #tell(courseId: string, quizId: string): Promise<void> {
    const { fanout, countOf, countRooms } = this.#deps;
    const rooms = this.#waiting.get(quizId)?.rooms ?? [];
    this.#waiting.delete(quizId);
    const branchIds = known(rooms.map(({ branchId }) => branchId));
    const begun = performance.now();
    // Counts that cannot be read are news that nobody gets: the next change tells them.
    const [counts, byRoom] = await Promise.all([
      countOf(quizId).catch(() => undefined),
      branchIds.length === 0 ? undefined : countRooms(quizId, branchIds).catch(() => undefined),
    ]);
    this.#tookMs = performance.now() - begun;
    for (const [branchId, data] of byRoom ?? []) {
      fanout.notice(screenAudience(courseId, branchId), 'quiz.roomProgressed', data);
    }
    if (!counts) return;
    const data = { courseId, quizId, ...counts };
    tellOrganisers(fanout, courseId, 'quiz.progressed', data);
    const liaisons = known(rooms.flatMap(({ branchId, parentId }) => [branchId, parentId]));
    const audiences = liaisons.map((branchId) => liaisonAudience(courseId, branchId));
    fanout.notice([staffAudience(courseId), ...audiences], 'quiz.progressed', data);
  }
}

function known(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
