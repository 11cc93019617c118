import { questionNewsMs, type PublicQuestion } from '../../contract/questions.ts';
import type { NoticeData, NoticeName } from '../../contract/index.ts';
import type { ClassroomAccess, ClassroomView, Hearers } from '../../lib/live-classroom.ts';
import type { Question, QuestionBook } from './book.ts';
import type { QuestionViews } from './views.ts';
import { voiceOf } from './voice.ts';

/**
 * Questions in one notice: at 300 characters each that is at most 20 KB, and everybody in the class gets it. What is more
 * waits for the next.
 */
const perNotice = 20;
/** Milliseconds for which the first change waits, so that what happens together is told together. */
const gatherMs = 40;

/** What the visible part of the class was told of a question. */
type Told = Pick<PublicQuestion, 'voices' | 'places'> & { rest: string };

/**
 * Tells the people in one lesson what changed of the questions that they may see, at most twice a second: everybody of what
 * is public, staff of everything, liaisons of their branches, and askers of their own.
 */
export class QuestionNews {
  readonly #access: ClassroomAccess;
  readonly #classroom: ClassroomView;
  readonly #book: QuestionBook;
  readonly #views: QuestionViews;
  readonly #waiting = { public: new Set<string>(), staff: new Set<string>(), room: new Set<string>() };
  /** Questions whose askers are to be told. */
  readonly #own = new Set<string>();
  /** What everybody was told last, by question; what is not in it nobody sees. */
  readonly #told = new Map<string, Told>();
  #settingsChanged = false;
  #sentAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(access: ClassroomAccess, classroom: ClassroomView, book: QuestionBook, views: QuestionViews) {
    this.#access = access;
    this.#classroom = classroom;
    this.#book = book;
    this.#views = views;
    for (const root of book.ranked(classroom.lesson)) {
      if (views.isPublic(root, classroom)) this.#told.set(root.id, tellable(views.public(root, classroom)));
    }
  }

  /** Something about a question changed. `forAskers`: also what its askers see of it. */
  changed(question: Question, forAskers: boolean): void {
    for (const waiting of Object.values(this.#waiting)) waiting.add(question.id);
    if (forAskers) this.#own.add(question.id);
    this.#soon();
  }

  /** How questions are handled changed, and with it what everybody may see. */
  settingsChanged(): void {
    this.#settingsChanged = true;
    for (const { id } of this.#book.ranked(this.#classroom.lesson)) this.#waiting.public.add(id);
    this.#soon();
  }

  /** Idempotent; what was not told yet is in what people ask for when they come in. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #soon(): void {
    if (this.#closed) return;
    const pause = Math.max(gatherMs, this.#sentAt + questionNewsMs - performance.now());
    this.#timer ??= setTimeout(() => this.#send(), pause).unref();
  }

  #send(): void {
    this.#timer = undefined;
    this.#sentAt = performance.now();
    this.#tellEverybody(take(this.#waiting.public));
    this.#tellStaff(take(this.#waiting.staff));
    this.#tellLiaisons(take(this.#waiting.room));
    this.#tellAskers(take(this.#own));
    this.#settingsChanged = false;
    const left = Object.values(this.#waiting).some((waiting) => waiting.size > 0) || this.#own.size > 0;
    if (left) this.#soon();
  }

  #tellEverybody(ids: readonly string[]): void {
    const changed: PublicQuestion[] = [];
    const supports: Pick<PublicQuestion, 'questionId' | 'voices' | 'places'>[] = [];
    const removed: string[] = [];
    for (const id of ids) {
      const root = this.#book.find(id);
      const before = this.#told.get(id);
      if (!root || !this.#views.isPublic(root, this.#classroom)) {
        if (this.#told.delete(id)) removed.push(id);
        continue;
      }
      const view = this.#views.public(root, this.#classroom);
      const now = tellable(view);
      const { voices, places } = now;
      if (before?.rest !== now.rest) changed.push(view);
      else if (before.voices !== voices || before.places !== places) {
        supports.push({ questionId: id, voices, places });
      }
      this.#told.set(id, now);
    }
    if (changed.length + supports.length + removed.length === 0) return;
    this.#tell('all', 'question.visible', { changed, supports, removed });
  }

  #tellStaff(ids: readonly string[]): void {
    if (ids.length === 0 && !this.#settingsChanged) return;
    const roots = this.#roots(ids);
    const isHere = (root: Question): boolean => this.#book.isIn(root, this.#classroom.lesson);
    this.#tell('staff', 'question.listed', {
      changed: roots.filter(isHere).map((root) => this.#views.staff(root, this.#classroom)),
      removed: roots.filter((root) => !isHere(root)).map(({ id }) => id),
      counts: this.#views.counts(this.#classroom),
      settings: this.#book.settings(this.#classroom.lesson.id),
    });
  }

  #tellLiaisons(ids: readonly string[]): void {
    if (ids.length === 0 && !this.#settingsChanged) return;
    const roots = this.#roots(ids);
    const settings = this.#book.settings(this.#classroom.lesson.id);
    for (const { role, branchId, sessionId } of this.#classroom.online()) {
      if (role !== 'liaison' || branchId === null) continue;
      const changed = roots.filter((root) => this.#views.isOfRoom(root, branchId, this.#classroom));
      // A question that was merged away was of this room if what it was merged into is.
      const removed = roots.filter(
        (root) =>
          root.mergedIntoId !== null &&
          this.#views.isOfRoom(this.#book.rootOf(root), branchId, this.#classroom),
      );
      if (changed.length + removed.length === 0 && !this.#settingsChanged) continue;
      this.#tell({ sessionId }, 'question.inRoom', {
        changed: changed.map((root) => this.#views.room(root, branchId, this.#classroom)),
        removed: removed.map(({ id }) => id),
        settings,
      });
    }
  }

  /** Each asker hears of the own questions alone, so these are one message each. */
  #tellAskers(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const questionsOf = new Map<string, Question[]>();
    for (const root of this.#roots(ids)) {
      for (const question of this.#book.family(root)) {
        const own = questionsOf.get(question.asker);
        if (own) own.push(question);
        else questionsOf.set(question.asker, [question]);
      }
    }
    for (const participant of this.#classroom.online()) {
      if (participant.role === 'liaison' && participant.branchId === null) continue;
      const { key } = voiceOf(participant);
      const own = questionsOf.get(key);
      if (!own) continue;
      this.#tell({ sessionId: participant.sessionId }, 'question.own', {
        changed: own.map((question) => this.#views.own(question)),
        unseen: this.#book.unseen(key),
      });
    }
  }

  #roots(ids: readonly string[]): Question[] {
    return ids.map((id) => this.#book.find(id)).filter((one) => one !== undefined);
  }

  #tell<N extends NoticeName>(to: Hearers, name: N, data: NoticeData<N>): void {
    this.#access.tell(this.#classroom.lesson.id, to, name, data);
  }
}

/** Takes the first of a set out of it. */
function take(ids: Set<string>): string[] {
  const taken: string[] = [];
  for (const id of ids) {
    if (taken.length === perNotice) break;
    taken.push(id);
    ids.delete(id);
  }
  return taken;
}

function tellable({ voices, places, ...rest }: PublicQuestion): Told {
  return { voices, places, rest: JSON.stringify(rest) };
}
