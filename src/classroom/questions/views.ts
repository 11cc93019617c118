import type { Branch, Lesson } from '../../contract/course.ts';
import { questionLimits } from '../../contract/question-limits.ts';
import type {
  Asker,
  OwnQuestion,
  PublicQuestion,
  QuestionCounts,
  QuestionFilter,
  RoomQuestion,
  StaffQuestion,
} from '../../contract/questions.ts';
import type { ShownItem } from '../../contract/shown.ts';
import type { Question, QuestionBook } from './book.ts';

/** What somebody sees of questions depends on the lesson that they are in and on its branches. */
export interface Surroundings {
  readonly lesson: Lesson;
  readonly branches: readonly Branch[];
}

/** What each kind of person may know of a question. Nothing else of it is ever sent to them. */
export class QuestionViews {
  readonly #book: QuestionBook;
  /** Names and parents by branch, as long as the list is the same. */
  readonly #branches = new WeakMap<readonly Branch[], Map<string, Branch>>();

  constructor(book: QuestionBook) {
    this.#book = book;
  }

  /** Whether the other trainees may see a question. */
  isPublic(root: Question, { lesson }: Surroundings): boolean {
    if (!this.#book.isIn(root, lesson)) return false;
    if (root.state === 'held' || root.state === 'dismissed') return false;
    return root.approved || !this.#book.settings(lesson.id).approval;
  }

  public(root: Question, around: Surroundings): PublicQuestion {
    const { hideNames } = this.#book.settings(around.lesson.id);
    const forRoom = root.role === 'liaison';
    return {
      ...this.#ranked(root),
      text: root.text,
      askerName: hideNames || forRoom ? null : root.name,
      branchName: this.#branchName(root.branchId, around),
      forRoom,
      answer: root.answer,
    };
  }

  own(question: Question): OwnQuestion {
    const root = this.#book.rootOf(question);
    return {
      questionId: question.id,
      text: question.askedText,
      askedAt: question.askedAt,
      state: root.state,
      shownText: root.text === question.askedText ? null : root.text,
      merged: root !== question,
      voices: this.#book.tally(root).voices,
      answer: root.answer,
      reason: root.reason,
      settledAt: root.settledAt,
      unseen: this.#book.isUnseen(question),
    };
  }

  /** Whether a question is of a branch or of one below it. */
  isOfRoom(root: Question, branchId: string, around: Surroundings): boolean {
    if (!this.#book.isIn(root, around.lesson)) return false;
    return this.#book.family(root).some((one) => this.#isBelow(one.branchId, branchId, around));
  }

  room(root: Question, branchId: string, around: Surroundings): RoomQuestion {
    const askers = this.#book.family(root).filter((one) => this.#isBelow(one.branchId, branchId, around));
    return this.#full(root, askers, around);
  }

  staff(root: Question, around: Surroundings): StaffQuestion {
    return {
      ...this.#full(root, this.#book.family(root), around),
      approved: root.approved,
      shownAt: root.shownAt,
      carriedFrom: root.askedIn !== null && root.askedIn.id !== around.lesson.id ? root.askedIn.title : null,
    };
  }

  counts({ lesson }: Surroundings): QuestionCounts {
    const counts = { open: 0, held: 0, postponed: 0, settled: 0 };
    for (const question of this.#book.ranked(lesson)) counts[filterOf(question)] += 1;
    return counts;
  }

  /** Those of a lesson that a filter leaves and that say what is searched for, ranked. */
  search(around: Surroundings, filter: QuestionFilter, search: string): Question[] {
    const wanted = search.toLowerCase();
    const says = (text: string | null): boolean => text?.toLowerCase().includes(wanted) === true;
    return this.#book
      .ranked(around.lesson)
      .filter((root) => filter === 'all' || filterOf(root) === filter)
      .filter(
        (root) =>
          wanted === '' ||
          says(root.text) ||
          this.#book
            .family(root)
            .some(
              (one) => says(one.askedText) || says(one.name) || says(this.#branchName(one.branchId, around)),
            ),
      );
  }

  /** A question as it is laid over the stage on all screens. */
  shown(root: Question, around: Surroundings, shownAt: number): ShownItem {
    const { text, askerName, branchName, answer } = this.public(root, around);
    return { kind: 'question', questionId: root.id, text, askerName, branchName, answer, shownAt };
  }

  #ranked(root: Question): Pick<PublicQuestion, 'questionId' | 'state' | 'voices' | 'places' | 'askedAt'> {
    const { id, state, askedAt } = root;
    return { questionId: id, state, ...this.#book.tally(root), askedAt };
  }

  #full(root: Question, askers: readonly Question[], around: Surroundings): RoomQuestion {
    return {
      ...this.#ranked(root),
      text: root.text,
      edited: root.text !== root.askedText,
      askers: askers.slice(0, questionLimits.askersShown).map((one) => this.#asker(one, around)),
      askerCount: askers.length,
      answer: root.answer,
      settledBy: root.settledBy,
      settledAt: root.settledAt,
      reason: root.reason,
    };
  }

  #asker(question: Question, around: Surroundings): Asker {
    const { id, name, role, branchId, askedText, askedAt } = question;
    return {
      questionId: id,
      name,
      role,
      branchId,
      branchName: this.#branchName(branchId, around),
      forRoom: role === 'liaison',
      text: askedText,
      askedAt,
    };
  }

  #isBelow(branchId: string | null, own: string, around: Surroundings): boolean {
    if (branchId === null) return false;
    return branchId === own || this.#byId(around).get(branchId)?.parentId === own;
  }

  #branchName(branchId: string | null, around: Surroundings): string | null {
    return branchId === null ? null : (this.#byId(around).get(branchId)?.name ?? null);
  }

  #byId({ branches }: Surroundings): Map<string, Branch> {
    let byId = this.#branches.get(branches);
    if (!byId) {
      byId = new Map(branches.map((branch) => [branch.id, branch]));
      this.#branches.set(branches, byId);
    }
    return byId;
  }
}

function filterOf({ state }: Question): keyof QuestionCounts {
  return state === 'answered' || state === 'dismissed' ? 'settled' : state;
}
