import { questionLimits } from '../../contract/question-limits.ts';
import type { OwnQuestion, PublicQuestion, QuestionSettings } from '../../contract/questions.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import type { Connection } from '../../lib/feature.ts';
import { KeyedQueue } from '../../lib/keyed-queue.ts';
import type { Store } from '../../store/port.ts';
import type { Question, Tally } from './book.ts';
import { pace, tellChanged, type OpenCourses, type Place } from './courses.ts';
import * as repository from './repository.ts';
import { voiceOf } from './voice.ts';

export interface AskingParts {
  courses: OpenCourses;
  store: Store;
  clock: Clock;
  /** Everything that changes a course's questions, but for supports, happens one after the other. */
  queue: KeyedQueue;
}

/** What trainees and liaisons do: ask, support, and see what became of it. */
export class Asking {
  readonly #parts: AskingParts;
  /** What one voice says to supports and answers happens in the order in which it was said. */
  readonly #voices = new KeyedQueue();

  constructor(parts: AskingParts) {
    this.#parts = parts;
  }

  /**
   * Committed when it resolves. Throws `question_limit`, `question_too_fast`, `questions_full`; `conflict` when somebody
   * else has the id.
   */
  async ask(connection: Connection, questionId: string, text: string): Promise<OwnQuestion> {
    const place = this.#parts.courses.place(connection);
    return this.#parts.queue.run(place.course.courseId, async () => {
      const { course } = place;
      const { key, branchId } = voiceOf(place.participant);
      const known = course.book.find(questionId);
      if (known && known.asker !== key) throw new AppError('conflict');
      if (known) return course.views.own(known);
      this.#checkLimits(place, key);
      const question = this.#newQuestion(place, { questionId, text, key, branchId });
      const { traineeId } = place.participant;
      if (!(await repository.insertQuestion(this.#parts.store.db, { ...question, traineeId }))) {
        throw new AppError('conflict');
      }
      course.book.add(question);
      tellChanged(course, [question], true);
      return course.views.own(question);
    });
  }

  /** Committed when it resolves. Throws `not_found` for a question that this person does not see. */
  async support(
    connection: Connection,
    questionId: string,
    supports: boolean,
  ): Promise<Tally & { id: string }> {
    const { course, classroom, participant } = this.#parts.courses.place(connection);
    const { key, branchId } = voiceOf(participant);
    return this.#voices.run(key, async () => {
      const { book, views } = course;
      const asked = book.find(questionId);
      const root = asked && book.rootOf(asked);
      if (!root || !views.isPublic(root, classroom)) throw new AppError('not_found');
      const family = book.family(root);
      const { db } = this.#parts.store;
      let changed = false;
      if (supports) {
        if (!book.isBehind(root, key)) {
          await repository.insertSupport(
            db,
            { questionId: root.id, supporter: key, branchId },
            this.#parts.clock.now(),
          );
          changed = book.support(root.id, key, branchId, true);
        }
      } else {
        const ids = family.map(({ id }) => id);
        await repository.deleteSupports(db, ids, key);
        for (const id of ids) changed = book.support(id, key, branchId, false) || changed;
      }
      const now = book.rootOf(root);
      if (changed) tellChanged(course, [now], false);
      return { id: now.id, ...book.tally(now) };
    });
  }

  own(connection: Connection): { questions: OwnQuestion[]; unseen: number; settings: QuestionSettings } {
    const { course, classroom, participant } = this.#parts.courses.place(connection);
    const { key } = voiceOf(participant);
    const { book, views } = course;
    return {
      questions: book
        .own(key)
        .slice(0, questionLimits.own)
        .map((question) => views.own(question)),
      unseen: book.unseen(key),
      settings: book.settings(classroom.lesson.id),
    };
  }

  /** Committed when it resolves; ids that are not the own ones are passed over. */
  async seen(connection: Connection, questionIds: readonly string[]): Promise<number> {
    const place = this.#parts.courses.place(connection);
    const { key } = voiceOf(place.participant);
    return this.#parts.queue.run(place.course.courseId, async () => {
      const { book } = place.course;
      const seen = questionIds
        .map((id) => book.find(id))
        .filter((one) => one !== undefined)
        .filter((one) => one.asker === key && book.isUnseen(one))
        .map(({ id }) => id);
      const change = { seenAt: this.#parts.clock.now() };
      await repository.updateQuestions(this.#parts.store.db, seen, change);
      const changed = book.change(seen, change);
      tellChanged(
        place.course,
        changed.map((one) => book.rootOf(one)),
        true,
      );
      return book.unseen(key);
    });
  }

  visible(
    connection: Connection,
    { offset, limit }: { offset: number; limit: number },
  ): { questions: PublicQuestion[]; total: number; mine: string[] } {
    const { course, classroom, participant } = this.#parts.courses.place(connection);
    const { book, views } = course;
    const { key } = voiceOf(participant);
    const all = book.ranked(classroom.lesson).filter((root) => views.isPublic(root, classroom));
    const page = all.slice(offset, offset + limit);
    return {
      questions: page.map((root) => views.public(root, classroom)),
      total: all.length,
      mine: page.filter((root) => book.isBehind(root, key)).map(({ id }) => id),
    };
  }

  /** Resolves when nothing is under way any more. */
  idle(): Promise<void> {
    return this.#voices.idle();
  }

  #checkLimits({ course, classroom, participant }: Place, key: string): void {
    const { book } = course;
    const { id } = classroom.lesson;
    const { openPerRoom, openPerPerson, perLesson } = questionLimits;
    const limit = participant.role === 'liaison' ? openPerRoom : openPerPerson;
    if (book.waiting(key, id) >= limit) throw new AppError('question_limit', { limit });
    if (book.countOf(id) >= perLesson) throw new AppError('questions_full');
    pace(course, key, this.#parts.clock.now());
  }

  #newQuestion(
    { course, classroom, participant }: Place,
    asked: { questionId: string; text: string; key: string; branchId: string | null },
  ): Question {
    const { role, name } = participant;
    const { lesson } = classroom;
    const { throughLiaison } = course.book.settings(lesson.id);
    return {
      id: asked.questionId,
      asker: asked.key,
      role,
      name,
      branchId: asked.branchId,
      askedText: asked.text,
      askedAt: this.#parts.clock.now(),
      askedIn: { id: lesson.id, title: lesson.title },
      lessonId: lesson.id,
      text: asked.text,
      // Ports have no liaison beside them, and a liaison has asked already.
      state: throughLiaison && role === 'trainee' && asked.branchId !== null ? 'held' : 'open',
      mergedIntoId: null,
      approved: false,
      shownAt: null,
      answer: null,
      reason: null,
      settledAt: null,
      settledBy: null,
      seenAt: null,
    };
  }
}
