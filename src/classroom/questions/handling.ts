import type { QuestionSettings } from '../../contract/questions.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import type { Connection } from '../../lib/feature.ts';
import type { KeyedQueue } from '../../lib/keyed-queue.ts';
import { changedFields, writeAudit, type AuditEntry } from '../../store/audit.ts';
import type { Store } from '../../store/port.ts';
import type { ClassroomAccess } from '../../lib/live-classroom.ts';
import type { Question, QuestionChange } from './book.ts';
import { tellChanged, type OpenCourses, type Place } from './courses.ts';
import { QuestionOverlay } from './overlay.ts';
import * as repository from './repository.ts';

export interface HandlingParts {
  courses: OpenCourses;
  access: ClassroomAccess;
  store: Store;
  clock: Clock;
  /** Everything that changes a course's questions, but for supports, happens one after the other. */
  queue: KeyedQueue;
}

/** What is not said stays as it is. */
type SettingsChange = { [K in keyof QuestionSettings]?: boolean | undefined };

/** One step of a change: which questions become what. */
interface Step {
  questions: readonly Question[];
  change: QuestionChange;
}

/** What liaisons, lecturers and organisers do with questions. Each is committed, with its audit, when it resolves. */
export class Handling {
  readonly #parts: HandlingParts;
  readonly #overlay: QuestionOverlay;

  constructor(parts: HandlingParts) {
    this.#parts = parts;
    this.#overlay = new QuestionOverlay(parts.access);
  }

  /** Throws `not_found`; `conflict` when one of them is settled, or was merged already, or the liaison holds it no more. */
  merge(connection: Connection, into: string, questionIds: readonly string[]): Promise<void> {
    return this.#inTurn(connection, async (place) => {
      const { book } = place.course;
      const root = this.#root(place, into);
      if (root.state === 'dismissed') throw new AppError('conflict');
      const others = [...new Set(questionIds)]
        .filter((id) => id !== root.id)
        .map((id) => this.#waiting(place, id));
      const moved = others.flatMap((other) => book.family(other));
      const here = { lessonId: root.state === 'postponed' ? root.lessonId : place.classroom.lesson.id };
      await this.#apply(
        place,
        'merged',
        [
          { questions: moved, change: { mergedIntoId: root.id, seenAt: null } },
          { questions: [root], change: here },
        ],
        { mergedInto: root.id },
      );
      const shown = this.#overlay.shown(place);
      if (shown !== null && moved.some(({ id }) => id === shown.questionId)) {
        await this.#overlay.lay(place, root.id, shown.shownAt);
      }
    });
  }

  forward(connection: Connection, questionIds: readonly string[]): Promise<void> {
    return this.#inTurn(connection, async (place) => {
      const held = [...new Set(questionIds)].map((id) => this.#root(place, id));
      if (held.some(({ state }) => state !== 'held')) throw new AppError('conflict');
      await this.#apply(place, 'forwarded', [{ questions: held, change: { state: 'open' } }]);
    });
  }

  edit(connection: Connection, questionId: string, text: string): Promise<void> {
    return this.#inTurn(connection, async (place) => {
      const root = this.#root(place, questionId);
      if (root.text === text) return;
      await this.#apply(place, 'edited', [{ questions: [root], change: { text } }]);
      await this.#overlay.refresh(place, root.id);
    });
  }

  answer(connection: Connection, questionId: string, answer: string | null): Promise<void> {
    return this.#inTurn(connection, async (place) => {
      const root = this.#root(place, questionId);
      await this.#settle(place, root, 'answered', { state: 'answered', answer, reason: null });
      // What was answered live has been talked about: the screens go back to the lesson.
      if (answer === null) await this.#overlay.takeOff(place, root.id);
      else await this.#overlay.refresh(place, root.id);
    });
  }

  postpone(connection: Connection, questionId: string): Promise<void> {
    return this.#inTurn(connection, async (place) => {
      const root = this.#waiting(place, questionId);
      await this.#apply(place, 'postponed', [{ questions: [root], change: { state: 'postponed' } }]);
      await this.#overlay.takeOff(place, root.id);
    });
  }

  dismiss(connection: Connection, questionId: string, reason: string | null): Promise<void> {
    return this.#inTurn(connection, async (place) => {
      const root = this.#waiting(place, questionId);
      await this.#settle(place, root, 'dismissed', { state: 'dismissed', answer: null, reason });
      await this.#overlay.takeOff(place, root.id);
    });
  }

  reopen(connection: Connection, questionId: string): Promise<void> {
    return this.#inTurn(connection, async (place) => {
      const root = this.#root(place, questionId);
      if (root.state === 'open' || root.state === 'held') return;
      const lessonId = place.classroom.lesson.id;
      const fresh = { answer: null, reason: null, settledAt: null, settledBy: null };
      await this.#apply(place, 'reopened', [
        { questions: [root], change: { state: 'open', lessonId, ...fresh } },
      ]);
    });
  }

  approve(connection: Connection, questionIds: readonly string[], approved: boolean): Promise<void> {
    return this.#inTurn(connection, async (place) => {
      const roots = [...new Set(questionIds)].map((id) => this.#root(place, id));
      const others = roots.filter((root) => root.approved !== approved);
      if (others.length === 0) return;
      await this.#apply(place, approved ? 'approved' : 'unapproved', [
        { questions: others, change: { approved } },
      ]);
    });
  }

  /** Lays a question over the stage on all screens; with null takes off whichever is there. */
  show(connection: Connection, questionId: string | null): Promise<void> {
    return this.#inTurn(connection, async (place) => {
      if (questionId === null) {
        await this.#overlay.takeOffAny(place);
        return;
      }
      const root = this.#root(place, questionId);
      if (root.state === 'dismissed') throw new AppError('conflict');
      const shownAt = this.#parts.clock.now();
      const taken = root.state === 'held' || root.state === 'postponed';
      const lessonId = place.classroom.lesson.id;
      const change: QuestionChange = {
        shownAt,
        approved: true,
        ...(taken ? { state: 'open' as const, lessonId } : {}),
      };
      await this.#apply(place, 'shown', [{ questions: [root], change }]);
      await this.#overlay.lay(place, root.id, shownAt);
    });
  }

  configure(connection: Connection, wanted: SettingsChange): Promise<QuestionSettings> {
    return this.#inTurn(connection, async (place) => {
      const { course, classroom, participant } = place;
      const { lesson } = classroom;
      const before = course.book.settings(lesson.id);
      const settings: QuestionSettings = {
        throughLiaison: wanted.throughLiaison ?? before.throughLiaison,
        approval: wanted.approval ?? before.approval,
        hideNames: wanted.hideNames ?? before.hideNames,
      };
      const fields = changedFields(before, settings);
      if (!fields) return before;
      const released = settings.throughLiaison
        ? []
        : course.book.ranked(lesson).filter(({ state }) => state === 'held');
      const ids = released.map(({ id }) => id);
      await this.#parts.store.transaction(async (queries) => {
        await repository.saveSettings(queries, lesson.id, settings);
        await repository.updateQuestions(queries, ids, { state: 'open' });
        await writeAudit(queries, participant, [
          { courseId: course.courseId, action: 'question.configured', recordId: lesson.id, ...fields },
        ]);
      });
      course.book.setSettings(lesson.id, settings);
      tellChanged(course, course.book.change(ids, { state: 'open' }), true);
      course.news.get(lesson.id)?.settingsChanged();
      const shown = this.#overlay.shown(place);
      if (shown !== null) await this.#overlay.refresh(place, shown.questionId);
      return settings;
    });
  }

  #inTurn<T>(connection: Connection, work: (place: Place) => Promise<T>): Promise<T> {
    const place = this.#parts.courses.place(connection);
    return this.#parts.queue.run(place.course.courseId, () => work(place));
  }

  /**
   * A question that this person may handle. Throws `not_found` for one that is not theirs; `conflict` when it was merged
   * into another meanwhile, or a liaison holds it no more.
   */
  #root({ course, classroom, participant }: Place, questionId: string): Question {
    const { book, views } = course;
    const question = book.find(questionId);
    if (!question) throw new AppError('not_found');
    const root = book.rootOf(question);
    if (!book.isIn(root, classroom.lesson)) throw new AppError('not_found');
    if (participant.role === 'liaison') {
      const { branchId } = participant;
      if (branchId === null || !views.isOfRoom(root, branchId, classroom)) throw new AppError('not_found');
      if (root.state !== 'held') throw new AppError('conflict');
    }
    if (root !== question) throw new AppError('conflict');
    return root;
  }

  /** The same for a question that has not been settled. */
  #waiting(place: Place, questionId: string): Question {
    const root = this.#root(place, questionId);
    if (root.state === 'answered' || root.state === 'dismissed') throw new AppError('conflict');
    return root;
  }

  /** The question gets an outcome, which each of its askers has yet to see. */
  async #settle(place: Place, root: Question, action: string, outcome: QuestionChange): Promise<void> {
    const { participant, course, classroom } = place;
    const settled = {
      ...outcome,
      lessonId: classroom.lesson.id,
      settledAt: this.#parts.clock.now(),
      settledBy: participant.name,
    };
    await this.#apply(place, action, [
      { questions: [root], change: settled },
      { questions: course.book.family(root), change: { seenAt: null } },
    ]);
  }

  /** Commits the steps with their audit, then makes them in memory and tells whom they concern. */
  async #apply(
    { course, participant }: Place,
    action: string,
    steps: readonly Step[],
    details?: Record<string, unknown>,
  ): Promise<void> {
    const [first] = steps;
    const entries: AuditEntry[] = (first?.questions ?? []).map((question) => ({
      courseId: course.courseId,
      action: `question.${action}`,
      recordId: question.id,
      ...(details ? { after: details } : says(question, first?.change ?? {})),
    }));
    await this.#parts.store.transaction(async (queries) => {
      for (const { questions, change } of steps) {
        await repository.updateQuestions(
          queries,
          questions.map(({ id }) => id),
          change,
        );
      }
      await writeAudit(queries, participant, entries);
    });
    for (const { questions, change } of steps) {
      course.book.change(
        questions.map(({ id }) => id),
        change,
      );
    }
    const ids = new Set(steps.flatMap(({ questions }) => questions.map(({ id }) => id)));
    const touched = [...ids].map((id) => course.book.find(id)).filter((one) => one !== undefined);
    tellChanged(course, touched, true);
  }
}

/** What changed about a question, as the audit says it: the words and decisions of people, not their moments. */
function says(question: Question, change: QuestionChange): Partial<Pick<AuditEntry, 'before' | 'after'>> {
  const { state, text, answer, reason, approved } = { ...question, ...change };
  const before = {
    state: question.state,
    text: question.text,
    answer: question.answer,
    reason: question.reason,
    approved: question.approved,
  };
  return changedFields(before, { state, text, answer, reason, approved }) ?? {};
}
