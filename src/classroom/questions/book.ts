import { byRank, type QuestionState } from '../../contract/question-rank.ts';
import type { QuestionSettings } from '../../contract/questions.ts';
import type { Role } from '../../contract/roles.ts';

/** A question as somebody asked it; what changes about it changes through the book. */
export interface Question {
  readonly id: string;
  /** See `Voice.key`. */
  readonly asker: string;
  readonly role: Role;
  readonly name: string;
  readonly branchId: string | null;
  readonly askedText: string;
  readonly askedAt: number;
  /** The lesson that it was asked in, and its title; null when that lesson was removed. */
  readonly askedIn: { id: string; title: string } | null;
  readonly lessonId: string;
  readonly text: string;
  /** Of a merged question the state at that time: the one that it was merged into counts. */
  readonly state: QuestionState;
  readonly mergedIntoId: string | null;
  readonly approved: boolean;
  readonly shownAt: number | null;
  readonly answer: string | null;
  readonly reason: string | null;
  readonly settledAt: number | null;
  readonly settledBy: string | null;
  readonly seenAt: number | null;
}

/** What can change of a question. */
export type QuestionChange = Partial<
  Pick<
    Question,
    | 'lessonId'
    | 'text'
    | 'state'
    | 'mergedIntoId'
    | 'approved'
    | 'shownAt'
    | 'answer'
    | 'reason'
    | 'settledAt'
    | 'settledBy'
    | 'seenAt'
  >
>;

/** How many are behind a question, each counted once. */
export interface Tally {
  voices: number;
  /** Branches; everybody who sits in none counts as one more. */
  places: number;
}

/** A lesson as far as questions need to know it. */
export interface QuestionLesson {
  readonly id: string;
  readonly endedAt: number | null;
}

export const defaultSettings: QuestionSettings = { throughLiaison: false, approval: false, hideNames: false };

/**
 * The questions of one course, of all its lessons: answers find their askers in whichever lesson they are, and what was
 * postponed is there in the next. Plain state, no I/O.
 */
export class QuestionBook {
  readonly #questions = new Map<string, Question>();
  /** What was merged into a question. */
  readonly #merged = new Map<string, Set<string>>();
  readonly #ofAsker = new Map<string, Set<string>>();
  /** The branches of supporters by supporter. */
  readonly #supports = new Map<string, Map<string, string | null>>();
  readonly #settings = new Map<string, QuestionSettings>();
  readonly #tallies = new Map<string, Tally>();
  /** Ranked questions by lesson, until something changes. */
  readonly #ranked = new Map<string, readonly Question[]>();

  add(question: Question): void {
    this.#questions.set(question.id, question);
    this.#link(question);
    const own = this.#ofAsker.get(question.asker);
    if (own) own.add(question.id);
    else this.#ofAsker.set(question.asker, new Set([question.id]));
    this.#forget();
  }

  find(questionId: string): Question | undefined {
    return this.#questions.get(questionId);
  }

  /** The question whose state and answer count for this one: itself, or what it was merged into. */
  rootOf(question: Question): Question {
    const { mergedIntoId } = question;
    return (mergedIntoId === null ? undefined : this.#questions.get(mergedIntoId)) ?? question;
  }

  /** A question with all that were merged into it, in the order in which they were asked, itself first. */
  family(root: Question): Question[] {
    const merged = Array.from(this.#merged.get(root.id) ?? [], (id) => this.#questions.get(id));
    return [root, ...merged.filter((one) => one !== undefined).sort((a, b) => a.askedAt - b.askedAt)];
  }

  /** Changes questions and answers them as they are now; those that are not there are left out. */
  change(questionIds: readonly string[], change: QuestionChange): Question[] {
    const changed: Question[] = [];
    for (const id of questionIds) {
      const before = this.#questions.get(id);
      if (!before) continue;
      const after = { ...before, ...change };
      this.#questions.set(id, after);
      if (after.mergedIntoId !== before.mergedIntoId) this.#link(after, before.mergedIntoId);
      changed.push(after);
    }
    this.#forget();
    return changed;
  }

  /** Somebody supports a question, or no longer; true when that changed something. */
  support(questionId: string, supporter: string, branchId: string | null, supports: boolean): boolean {
    const all = this.#supports.get(questionId);
    if (!supports) {
      if (!all?.delete(supporter)) return false;
    } else if (all) {
      if (all.has(supporter)) return false;
      all.set(supporter, branchId);
    } else {
      this.#supports.set(questionId, new Map([[supporter, branchId]]));
    }
    this.#tallies.delete(this.#questions.get(questionId)?.mergedIntoId ?? questionId);
    this.#ranked.clear();
    return true;
  }

  /** Everybody behind a question and what was merged into it, with the branch that each sits in. */
  voices(root: Question): Map<string, string | null> {
    const voices = new Map<string, string | null>();
    for (const question of this.family(root)) {
      voices.set(question.asker, question.branchId);
      for (const [supporter, branchId] of this.#supports.get(question.id) ?? []) {
        if (!voices.has(supporter)) voices.set(supporter, branchId);
      }
    }
    return voices;
  }

  tally(root: Question): Tally {
    let tally = this.#tallies.get(root.id);
    if (!tally) {
      const voices = this.voices(root);
      tally = { voices: voices.size, places: new Set(voices.values()).size };
      this.#tallies.set(root.id, tally);
    }
    return tally;
  }

  isBehind(root: Question, key: string): boolean {
    return this.family(root).some(
      (question) => question.asker === key || this.#supports.get(question.id)?.has(key) === true,
    );
  }

  /** Whether a question stands in a lesson: its own, or one that is not over and to which it was postponed. */
  isIn(root: Question, lesson: QuestionLesson): boolean {
    if (root.mergedIntoId !== null) return false;
    return root.lessonId === lesson.id || (root.state === 'postponed' && lesson.endedAt === null);
  }

  /** All questions that stand in a lesson, ranked. */
  ranked(lesson: QuestionLesson): readonly Question[] {
    const key = `${lesson.id} ${lesson.endedAt === null}`;
    let ranked = this.#ranked.get(key);
    if (!ranked) {
      ranked = [...this.#questions.values()]
        .filter((question) => this.isIn(question, lesson))
        .map((question) => ({
          question,
          rank: { ...question, questionId: question.id, ...this.tally(question) },
        }))
        .sort((a, b) => byRank(a.rank, b.rank))
        .map(({ question }) => question);
      this.#ranked.set(key, ranked);
    }
    return ranked;
  }

  /** Own questions, the newest first. */
  own(asker: string): Question[] {
    return Array.from(this.#ofAsker.get(asker) ?? [], (id) => this.#questions.get(id))
      .filter((one) => one !== undefined)
      .sort((a, b) => b.askedAt - a.askedAt);
  }

  /** How many of the own questions wait in a lesson for what becomes of them. */
  waiting(asker: string, lessonId: string): number {
    return this.own(asker).filter((question) => {
      const root = this.rootOf(question);
      return root.lessonId === lessonId && (root.state === 'held' || root.state === 'open');
    }).length;
  }

  /** Whether there is an answer, or a reason, that the asker of this question has not seen. */
  isUnseen(question: Question): boolean {
    if (question.seenAt !== null) return false;
    const { state, reason } = this.rootOf(question);
    return state === 'answered' || (state === 'dismissed' && reason !== null);
  }

  unseen(asker: string): number {
    let unseen = 0;
    for (const id of this.#ofAsker.get(asker) ?? []) {
      const question = this.#questions.get(id);
      if (question && this.isUnseen(question)) unseen += 1;
    }
    return unseen;
  }

  /** How many questions were asked in a lesson or stand in it. */
  countOf(lessonId: string): number {
    let count = 0;
    for (const question of this.#questions.values()) {
      if (question.lessonId === lessonId || question.askedIn?.id === lessonId) count += 1;
    }
    return count;
  }

  settings(lessonId: string): QuestionSettings {
    return this.#settings.get(lessonId) ?? defaultSettings;
  }

  setSettings(lessonId: string, settings: QuestionSettings): void {
    this.#settings.set(lessonId, settings);
  }

  #link({ id, mergedIntoId }: Question, before: string | null = null): void {
    if (before !== null) this.#merged.get(before)?.delete(id);
    if (mergedIntoId === null) return;
    const merged = this.#merged.get(mergedIntoId);
    if (merged) merged.add(id);
    else this.#merged.set(mergedIntoId, new Set([id]));
  }

  #forget(): void {
    this.#tallies.clear();
    this.#ranked.clear();
  }
}
