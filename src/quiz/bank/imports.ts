import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { QuestionDraft, QuestionImportRow, QuestionImportView } from '../../contract/bank.ts';
import { quizLimits } from '../../contract/quiz-limits.ts';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { KeyedQueue } from '../../lib/keyed-queue.ts';
import { writeAudit } from '../../store/audit.ts';
import { picturesOf, understand, type RawQuestion } from './question-check.ts';
import { readQuestions, Turns } from './read-file.ts';
import * as repository from './repository.ts';
import type { BankDependencies } from './service.ts';

/** Milliseconds after which a file that nobody confirmed is forgotten. */
const keptFor = 24 * 3600 * 1000;
/** Files that may wait for their turn; each is somebody who looks at a page. */
const mostWaiting = 8;

/** Files of questions: read and checked first, added to the bank when somebody has looked at the result. */
export class QuestionImports {
  readonly #deps: BankDependencies;
  readonly #queue = new KeyedQueue();
  #waiting = 0;

  constructor(deps: BankDependencies) {
    this.#deps = deps;
  }

  /** Reads a file and keeps what would become of each question. Throws `import_refused`, `too_large`, `rate_limited`. */
  async read(
    wanted: { courseId: string; sessionId: string; fileName: string },
    file: AsyncIterable<Uint8Array>,
  ): Promise<QuestionImportView> {
    if (this.#waiting >= mostWaiting) throw new AppError('rate_limited');
    this.#waiting += 1;
    const folder = await mkdtemp(join(tmpdir(), 'plenum-questions-'));
    try {
      const path = join(folder, 'file');
      await pipeline(file, createWriteStream(path, { mode: 0o600 }));
      return await this.#queue.run('', () => this.#check(wanted, path));
    } finally {
      this.#waiting -= 1;
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Throws `not_found`. */
  async rows(
    courseId: string,
    importId: string,
    page: { state?: QuestionImportRow['state'] | undefined; offset: number; limit: number },
  ): Promise<{ rows: QuestionImportRow[]; total: number }> {
    const { db } = this.#deps.store;
    found(await repository.findImport(db, courseId, importId));
    return repository.findImportRows(db, importId, page);
  }

  /**
   * Adds the questions in one transaction; a second call changes nothing. Throws `not_found`, `import_has_problems` and
   * `bank_full`.
   */
  async confirm(
    of: { courseId: string; importId: string; sessionId: string },
    skipProblems: boolean,
  ): Promise<QuestionImportView> {
    const { courseId, importId, sessionId } = of;
    return this.#deps.store.transaction(async (queries) => {
      const before = await repository.lockBank(queries, courseId);
      const record = found(await repository.findImport(queries, courseId, importId));
      if (record.confirmed) return toView(record);
      if (record.counts.problem > 0 && !skipProblems) throw new AppError('import_has_problems');
      if (before + record.counts.create > quizLimits.perBank) throw new AppError('bank_full');
      const page = { state: 'create' as const, offset: 0, limit: quizLimits.perBank };
      const { rows } = await repository.findImportRows(queries, importId, page);
      const questions = rows.flatMap(({ draft }) => (draft === null ? [] : [{ id: newId(), draft }]));
      const at = new Date(this.#deps.clock.now());
      const added = await repository.insertQuestions(queries, courseId, { questions, at });
      await repository.markConfirmed(queries, importId);
      const after = { fileName: record.fileName, format: record.format, ...record.counts, added };
      await writeAudit(queries, { sessionId }, [
        { courseId, action: 'bankImport.confirmed', recordId: importId, after },
      ]);
      return toView({ ...record, confirmed: true });
    });
  }

  /** Throws `not_found`. One that was confirmed stays. */
  async remove(courseId: string, importId: string): Promise<void> {
    const { db } = this.#deps.store;
    const { confirmed } = found(await repository.findImport(db, courseId, importId));
    if (!confirmed) await repository.removeImport(db, importId);
  }

  /** Resolves when no file is being read any more. */
  close(): Promise<void> {
    return this.#queue.idle();
  }

  async #check(
    wanted: { courseId: string; sessionId: string; fileName: string },
    path: string,
  ): Promise<QuestionImportView> {
    const { files, store, clock } = this.#deps;
    const { format, questions } = await readQuestions(files, path);
    const rows = await this.#rows(wanted.courseId, questions);
    const counts = { create: 0, same: 0, problem: 0 };
    for (const { state } of rows) counts[state] += 1;
    const now = clock.now();
    const record = { ...wanted, id: newId(), format, counts, confirmed: false, createdAt: new Date(now) };
    await store.transaction((queries) =>
      repository.insertImport(queries, record, { rows, forgetBefore: new Date(now - keptFor) }),
    );
    return toView(record);
  }

  async #rows(courseId: string, questions: readonly RawQuestion[]): Promise<QuestionImportRow[]> {
    const { db } = this.#deps.store;
    const turns = new Turns();
    const checked: { row: QuestionImportRow; digest: string | null }[] = [];
    for (const raw of questions) {
      const { draft, problems } = understand(raw);
      const row = { row: raw.row, state: 'problem' as const, draft, source: raw.source, problems };
      checked.push({ row, digest: draft === null ? null : repository.digestOf(draft) });
      await turns.pause();
    }
    const digests = checked.flatMap(({ digest }) => (digest === null ? [] : [digest]));
    const there = await repository.findSame(db, courseId, digests);
    const drafts = checked.flatMap(({ row }) => (row.draft === null ? [] : [row.draft]));
    const pictures = await repository.knownPictures(db, courseId, drafts.flatMap(picturesOf));
    const first = new Map<string, number>();
    return checked.map(({ row, digest }) => {
      const { draft } = row;
      if (draft === null || digest === null) return row;
      const earlier = first.get(digest);
      first.set(digest, earlier ?? row.row);
      if (earlier !== undefined) return troubled(row, { field: 'text', code: 'duplicate', row: earlier });
      if (!knows(pictures, draft)) return troubled(row, { field: 'picture', code: 'missing' });
      return { ...row, state: there.has(digest) ? ('same' as const) : ('create' as const) };
    });
  }
}

function troubled(row: QuestionImportRow, problem: QuestionImportRow['problems'][number]): QuestionImportRow {
  return { ...row, state: 'problem', problems: [problem] };
}

function knows(pictures: ReadonlySet<string>, draft: QuestionDraft): boolean {
  return picturesOf(draft).every((picture) => pictures.has(picture));
}

function toView({ id, fileName, format, counts, confirmed }: repository.ImportRecord): QuestionImportView {
  return { id, fileName, format, counts, confirmed };
}

function found<T>(record: T | undefined): T {
  if (record === undefined) throw new AppError('not_found');
  return record;
}
