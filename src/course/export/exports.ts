import type { AuditFilter } from '../../contract/audit.ts';
import type { FileAnswer } from '../../contract/command.ts';
import type { ImportKind } from '../../contract/import.ts';
import type { exportKinds, FileLanguage } from '../../contract/records.ts';
import { AppError } from '../../lib/errors.ts';
import type { Store } from '../../store/port.ts';
import { allEntries, type LogOf } from '../audit-log.ts';
import { fields } from '../import/fields.ts';
import { knownTrainees } from '../import/repository.ts';
import { findBranches } from '../records/branches.ts';
import type { CourseRecords } from '../records/courses.ts';
import type { LessonRecords } from '../records/lessons.ts';
import type { UnitRecords } from '../records/units.ts';
import { dateText, type Sheet, type Value } from './sheet.ts';
import { words } from './words.ts';
import { writeCsv } from './write-csv.ts';
import { writeXlsx } from './write-xlsx.ts';

type ExportKind = (typeof exportKinds)[number];
type Format = 'xlsx' | 'csv';

const types: Record<Format, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};
const rowsPerPiece = 500;

/** Records as spreadsheets, in the same columns that an import understands. */
export class Exports {
  readonly #store: Store;
  readonly #records: { courses: CourseRecords; lessons: LessonRecords; units: UnitRecords };

  constructor(store: Store, records: { courses: CourseRecords; lessons: LessonRecords; units: UnitRecords }) {
    this.#store = store;
    this.#records = records;
  }

  /** Throws `not_found`; `invalid_input` for all kinds in one CSV. */
  async write(
    courseId: string,
    kind: ExportKind,
    { format, language }: { format: Format; language: FileLanguage },
  ): Promise<FileAnswer> {
    const { name } = await this.#records.courses.read(courseId);
    const kinds = kind === 'all' ? (['lessons', 'units', 'branches', 'trainees'] as const) : [kind];
    const sheets = kinds.map((one) => this.#sheet(courseId, one, language));
    const title = kind === 'all' ? name : `${name} ${words[language].sheets[kind]}`;
    if (format === 'csv' && kind === 'all') throw new AppError('invalid_input');
    return writeSpreadsheet(title, format, sheets);
  }

  /** An empty file to fill in, with notes on each column. */
  template(kind: ImportKind, language: FileLanguage): FileAnswer {
    const { sheets, notes } = words[language];
    const empty: Sheet = { name: sheets[kind], columns: columnsOf(kind, language), rows: pieces([]) };
    const explained: Sheet = {
      name: notes.sheet,
      columns: [
        { title: notes.column, width: 20 },
        { title: notes.meaning, width: 70 },
      ],
      rows: pieces(fields[kind].map((field) => [field.title[language], field.note[language]])),
    };
    return writeSpreadsheet(`${sheets[kind]} ${notes.template}`, 'xlsx', [empty, explained]);
  }

  /** Who changed what, as CSV. Throws `not_found`. */
  async audit(log: LogOf, filter: AuditFilter, language: FileLanguage): Promise<FileAnswer> {
    const { audit, server } = words[language];
    const name = log === 'server' ? server : (await this.#records.courses.read(log.courseId)).name;
    const rows = this.#auditRows(log, filter);
    const columns = audit.columns.map((title) => ({ title, width: 20 }));
    return writeSpreadsheet(`${name} ${audit.title}`, 'csv', [{ name: audit.title, columns, rows }]);
  }

  async *#auditRows(log: LogOf, filter: AuditFilter): AsyncIterable<Value[][]> {
    for await (const entries of allEntries(this.#store.db, log, filter)) {
      yield entries.map(({ at, by, action, recordId, before, after }) => [
        new Date(at).toISOString(),
        by?.name ?? '',
        by?.role ?? '',
        action,
        recordId,
        before === null ? '' : JSON.stringify(before),
        after === null ? '' : JSON.stringify(after),
      ]);
    }
  }

  #sheet(courseId: string, kind: Exclude<ExportKind, 'all'>, language: FileLanguage): Sheet {
    const name = words[language].sheets[kind];
    if (kind === 'lessons') {
      const columns = words[language].lessonColumns.map((title) => ({ title, width: 20 }));
      return { name, columns, rows: this.#lessons(courseId, language) };
    }
    if (kind === 'units') {
      const columns = words[language].unitColumns.map((title) => ({ title, width: 24 }));
      return { name, columns, rows: this.#units(courseId) };
    }
    const rows = kind === 'branches' ? this.#branches(courseId) : this.#trainees(courseId, language);
    return { name, columns: columnsOf(kind, language), rows };
  }

  async *#lessons(courseId: string, language: FileLanguage): AsyncIterable<Value[][]> {
    const lessons = await this.#records.lessons.list(courseId);
    yield lessons.map(({ title, lecturerName, kind, startsAt, endsAt }) => [
      title,
      lecturerName,
      words[language].lessonKinds[kind],
      dateText(startsAt),
      dateText(endsAt),
    ]);
  }

  async *#units(courseId: string): AsyncIterable<Value[][]> {
    const units = await this.#records.units.list(courseId);
    yield* pieces(units.map(({ name, branchCount, traineeCount }) => [name, branchCount, traineeCount]));
  }

  async *#branches(courseId: string): AsyncIterable<Value[][]> {
    const branches = await findBranches(this.#store.db, courseId);
    const names = new Map(branches.map(({ id, name }) => [id, name]));
    yield* pieces(
      branches.map((one) => [
        one.number,
        one.name,
        one.level,
        one.parentId === null ? '' : (names.get(one.parentId) ?? ''),
        one.place,
        one.unit,
        one.liaisonName,
        one.liaisonPhone,
      ]),
    );
  }

  async *#trainees(courseId: string, language: FileLanguage): AsyncIterable<Value[][]> {
    const { db } = this.#store;
    const branches = await findBranches(db, courseId);
    const names = new Map(branches.map(({ id, name }) => [id, name]));
    const { yes, no } = words[language];
    for await (const trainees of knownTrainees(db, courseId)) {
      yield trainees.map(({ number, name, unit, branchId, port }) => [
        number,
        name,
        unit,
        branchId === null ? '' : (names.get(branchId) ?? ''),
        port ? yes : no,
      ]);
    }
  }
}

function columnsOf(kind: ImportKind, language: FileLanguage): Sheet['columns'] {
  return fields[kind].map(({ title, width }) => ({ title: title[language], width }));
}

async function* pieces(rows: readonly Value[][]): AsyncIterable<Value[][]> {
  for (let start = 0; start < rows.length; start += rowsPerPiece)
    yield rows.slice(start, start + rowsPerPiece);
}

/** Sheets as a file; other features get it from `features.ts`. */
export function writeSpreadsheet(title: string, format: Format, sheets: readonly Sheet[]): FileAnswer {
  // What no file system takes.
  const name = `${title.replace(/[\\/:*?"<>|\p{C}]+/gu, ' ').trim()}.${format}`;
  const [first] = sheets;
  if (!first) throw new Error('an export has at least one sheet');
  return { name, type: types[format], content: format === 'xlsx' ? writeXlsx(sheets) : writeCsv(first) };
}
