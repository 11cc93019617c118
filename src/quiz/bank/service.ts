import type { BankQuestion, QuestionDraft, QuestionProblem } from '../../contract/bank.ts';
import type { FileAnswer } from '../../contract/command.ts';
import type { Participant } from '../../contract/identity.ts';
import { quizLimits } from '../../contract/quiz-limits.ts';
import type { FileLanguage } from '../../contract/records.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import type { RawWire } from '../../lib/feature.ts';
import { newId } from '../../lib/ids.ts';
import type { QuestionFiles } from '../../lib/question-files.ts';
import type { Scan } from '../../lib/scan.ts';
import type { WriteSpreadsheet } from '../../lib/spreadsheet.ts';
import { changedFields, writeAudit, type Actor } from '../../store/audit.ts';
import type { Queries, Store } from '../../store/port.ts';
import { exampleQuestions } from './examples.ts';
import { writeGift } from './gift-write.ts';
import { pictureType } from './picture-type.ts';
import { checkQuestion, picturesOf } from './question-check.ts';
import * as repository from './repository.ts';
import { notesSheet, questionSheet } from './sheet-write.ts';

export interface BankDependencies {
  store: Store;
  clock: Clock;
  /** Reads spreadsheets and texts of unknown encoding. */
  files: QuestionFiles;
  writeSpreadsheet: WriteSpreadsheet;
  /** Each picture is looked at before anybody gets to see it. */
  scan: Scan;
  /** Throws `not_found` for a course that there is not. */
  requireCourse: (courseId: string) => Promise<unknown>;
}

/** Pictures of one course: two for each question of a large bank of 1,000, a gigabyte or two at the very most. */
const mostPictures = 2_000;

/** A course's questions with what is right. */
export class Bank {
  readonly #deps: BankDependencies;

  constructor(deps: BankDependencies) {
    this.#deps = deps;
  }

  /** Throws `not_found` for a course that there is not. */
  async require(courseId: string): Promise<void> {
    await this.#deps.requireCourse(courseId);
  }

  async list(courseId: string, filter: repository.BankFilter, page: { offset: number; limit: number }) {
    await this.#deps.requireCourse(courseId);
    const { db } = this.#deps.store;
    const found = await repository.findQuestions(db, courseId, filter, page);
    return { ...found, topics: await repository.findTopics(db, courseId) };
  }

  /** Throws `invalid_question`, `bank_full`, `not_found`. */
  async add(by: Actor, courseId: string, draft: QuestionDraft): Promise<BankQuestion> {
    await this.#deps.requireCourse(courseId);
    const at = new Date(this.#deps.clock.now());
    const id = newId();
    return this.#deps.store.transaction(async (queries) => {
      const before = await repository.lockBank(queries, courseId);
      await this.#check(queries, courseId, { draft, questionId: null });
      if (before >= quizLimits.perBank) throw new AppError('bank_full');
      await repository.insertQuestions(queries, courseId, { questions: [{ id, draft }], at });
      await writeAudit(queries, by, [
        { courseId, action: 'question.added', recordId: id, after: { ...draft } },
      ]);
      return found(await repository.findQuestion(queries, courseId, id));
    });
  }

  /** Throws `invalid_question`, `conflict`, `not_found`. */
  async change(
    by: Actor,
    of: { courseId: string; questionId: string },
    { draft, revision }: { draft: QuestionDraft; revision: number },
  ): Promise<BankQuestion> {
    const { courseId, questionId } = of;
    const at = new Date(this.#deps.clock.now());
    return this.#deps.store.transaction(async (queries) => {
      await repository.lockBank(queries, courseId);
      const before = found(await repository.findQuestion(queries, courseId, questionId));
      await this.#check(queries, courseId, { draft, questionId });
      if (!(await repository.updateQuestion(queries, questionId, { draft, revision, at })))
        throw new AppError('conflict');
      const changed = changedFields({ ...before }, { ...draft });
      if (changed) {
        await writeAudit(queries, by, [
          { courseId, action: 'question.changed', recordId: questionId, ...changed },
        ]);
      }
      return found(await repository.findQuestion(queries, courseId, questionId));
    });
  }

  /** Throws `in_use` while a prepared quiz or exam names it, `conflict`, `not_found`. */
  async remove(by: Actor, of: { courseId: string; questionId: string }, revision: number): Promise<void> {
    const { courseId, questionId } = of;
    const at = new Date(this.#deps.clock.now());
    await this.#deps.store.transaction(async (queries) => {
      await repository.lockBank(queries, courseId);
      const before = found(await repository.findQuestion(queries, courseId, questionId));
      if (await repository.isNamed(queries, courseId, questionId)) throw new AppError('in_use');
      if (!(await repository.removeQuestion(queries, questionId, { revision, at })))
        throw new AppError('conflict');
      const { text, content, topic, points } = before;
      await writeAudit(queries, by, [
        {
          courseId,
          action: 'question.removed',
          recordId: questionId,
          before: { text, content, topic, points },
        },
      ]);
    });
  }

  /** Keeps a picture. Throws `image_refused`, `bank_full`, `not_found`, and as `Scan` does: then it is not kept. */
  async keepPicture(courseId: string, file: AsyncIterable<Uint8Array>): Promise<{ pictureId: string }> {
    await this.#deps.requireCourse(courseId);
    const parts: Uint8Array[] = [];
    // The route allows no more than a picture may have.
    for await (const part of file) parts.push(part);
    const content = Buffer.concat(parts);
    const mediaType = await pictureType(content);
    await this.#deps.scan(() => [content]);
    const pictureId = newId();
    const createdAt = new Date(this.#deps.clock.now());
    await this.#deps.store.transaction(async (queries) => {
      await repository.lockBank(queries, courseId);
      if ((await repository.countPictures(queries, courseId)) >= mostPictures)
        throw new AppError('bank_full');
      await repository.insertPicture(queries, { id: pictureId, courseId, mediaType, content, createdAt });
    });
    return { pictureId };
  }

  /** Sends a picture to whoever may see it by now; for everybody else there is none: `not_found`. */
  async sendPicture(
    who: Participant,
    { courseId, pictureId }: { courseId: string; pictureId: string },
    { request, response }: RawWire,
  ): Promise<void> {
    const { db } = this.#deps.store;
    if (!(await this.#maySee(who, courseId, pictureId))) throw new AppError('not_found');
    const picture = found(await repository.findPicture(db, courseId, pictureId));
    // A picture never changes, but who may see it does: it is kept by the one device that has seen it.
    const etag = `"${pictureId}"`;
    response.setHeader('content-type', picture.mediaType);
    response.setHeader('content-security-policy', "default-src 'none'; sandbox");
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    response.setHeader('cache-control', 'private, max-age=3600');
    response.setHeader('etag', etag);
    if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.writeHead(200, { 'content-length': picture.content.length }).end(picture.content);
  }

  /** Examples of each kind in the columns that an import understands, and what to fill in. */
  template(language: FileLanguage): FileAnswer {
    const sheets = [questionSheet(exampleQuestions, language), notesSheet(language)];
    return this.#deps.writeSpreadsheet(language === 'en' ? 'Questions template' : '题库模板', 'xlsx', sheets);
  }

  /** Throws `not_found`. */
  async export(
    courseId: string,
    filter: repository.BankFilter,
    { format, language }: { format: 'xlsx' | 'gift'; language: FileLanguage },
  ): Promise<FileAnswer> {
    await this.#deps.requireCourse(courseId);
    const page = { offset: 0, limit: quizLimits.perBank };
    const { questions } = await repository.findQuestions(this.#deps.store.db, courseId, filter, page);
    const title = language === 'en' ? 'Questions' : '题库';
    if (format === 'xlsx') {
      return this.#deps.writeSpreadsheet(title, 'xlsx', [questionSheet(questions, language)]);
    }
    return {
      name: `${title}.gift.txt`,
      type: 'text/plain; charset=utf-8',
      content: chunks(writeGift(questions)),
    };
  }

  async #maySee(who: Participant, courseId: string, picture: string): Promise<boolean> {
    const { role, traineeId, branchId } = who;
    if (role === 'organiser' || role === 'lecturer') return true;
    const { db } = this.#deps.store;
    if (role === 'liaison') {
      return branchId !== null && repository.isOnPaper(db, { courseId, picture, reader: { branchId } });
    }
    return traineeId !== null && repository.isOnPaper(db, { courseId, picture, reader: { traineeId } });
  }

  async #check(
    queries: Queries,
    courseId: string,
    { draft, questionId }: { draft: QuestionDraft; questionId: string | null },
  ): Promise<void> {
    const problems: QuestionProblem[] = checkQuestion(draft);
    const digest = repository.digestOf(draft);
    const same = (await repository.findSame(queries, courseId, [digest])).get(digest);
    if (same !== undefined && same !== questionId) problems.push({ field: 'text', code: 'duplicate' });
    const pictures = picturesOf(draft);
    const known = await repository.knownPictures(queries, courseId, pictures);
    if (pictures.some((one) => !known.has(one))) problems.push({ field: 'picture', code: 'missing' });
    if (problems.length > 0) throw new AppError('invalid_question', { problems });
  }
}

async function* chunks(texts: Iterable<string>): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

function found<T>(record: T | undefined): T {
  if (record === undefined) throw new AppError('not_found');
  return record;
}
