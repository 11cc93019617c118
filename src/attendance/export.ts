import type { FileAnswer } from '../contract/command.ts';
import type { AttendanceChange, BranchSeen, Evidence } from '../contract/attendance.ts';
import type { FileLanguage } from '../contract/records.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Sheet, Value, WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Store } from '../store/port.ts';
import { findChanges } from './changes.ts';
import type { EvidenceBook } from './evidence.ts';
import { exportWords, type ExportWords } from './export-words.ts';
import { findBegunLessons, type LessonContext } from './lesson-repository.ts';
import type { Lessons } from './lessons.ts';
import type { Policies } from './policies.ts';
import { findRollCalls } from './room-repository.ts';

/** Changes of one lesson that a file holds: five of each trainee of the largest course. */
const mostChanges = 25_000;

export interface ExportDependencies {
  store: Store;
  clock: Clock;
  lessons: Lessons;
  evidence: EvidenceBook;
  policies: Policies;
  writeSpreadsheet: WriteSpreadsheet;
}

/** Characters, of the columns in `exportWords`, in their order: a whole time is readable, and the long sentences nearly so. */
export const columnWidths: Record<keyof ExportWords['sheets'], readonly number[]> = {
  evidence: [24, 14, 18, 24, 22, 10, 10, 18, 21, 34, 44, 10, 18, 12, 12, 14, 28, 28, 32],
  rollCalls: [24, 22, 12, 18, 21, 40],
  changes: [24, 21, 18, 22, 22, 18, 18, 22, 36],
};

/** Evidence, verdicts, roll calls and changes as a spreadsheet. */
export class AttendanceExport {
  readonly #deps: ExportDependencies;

  constructor(deps: ExportDependencies) {
    this.#deps = deps;
  }

  /** Throws `not_found`; `no_lesson` when no lesson of the course has begun. */
  async file(
    courseId: string,
    options: { lessonId: string | undefined; format: 'xlsx' | 'csv'; language: FileLanguage },
  ): Promise<FileAnswer> {
    const { store, clock, lessons, policies, writeSpreadsheet } = this.#deps;
    await policies.read(courseId);
    const begun = await findBegunLessons(store.db, courseId, new Date(clock.now()));
    const ids = options.lessonId === undefined ? begun.map(({ lessonId }) => lessonId) : [options.lessonId];
    const [first] = ids;
    if (first === undefined) throw new AppError('no_lesson');
    const { courseName, lesson: one } = await lessons.inCourse(courseId, first);
    const words = exportWords[options.language];
    const sheet = (name: keyof ExportWords['sheets'], rows: Sheet['rows']): Sheet => ({
      name: words.sheets[name].title,
      columns: words.sheets[name].columns.map((title, at) => ({
        title,
        width: columnWidths[name][at] ?? 18,
      })),
      rows,
    });
    const each = (rows: (lesson: LessonContext) => Promise<Value[][]>) => this.#each(courseId, ids, rows);
    // CSV holds the first sheet alone.
    const about = options.lessonId === undefined ? [courseName] : [courseName, one.title];
    return writeSpreadsheet([...about, words.title].join(' '), options.format, [
      sheet(
        'evidence',
        each((lesson) => this.#evidence(lesson, words)),
      ),
      sheet(
        'rollCalls',
        each((lesson) => this.#rollCalls(lesson)),
      ),
      sheet(
        'changes',
        each((lesson) => this.#changes(lesson, words)),
      ),
    ]);
  }

  async *#each(
    courseId: string,
    ids: readonly string[],
    rows: (lesson: LessonContext) => Promise<Value[][]>,
  ): AsyncIterable<Value[][]> {
    for (const id of ids) yield await rows(await this.#deps.lessons.inCourse(courseId, id));
  }

  async #evidence(lesson: LessonContext, words: ExportWords): Promise<Value[][]> {
    const { trainees } = await this.#deps.evidence.of(lesson);
    return trainees.map((one) => evidenceRow(lesson.lesson.title, one, words));
  }

  async #rollCalls({ lesson, branches }: LessonContext): Promise<Value[][]> {
    const calls = await findRollCalls(this.#deps.store.db, lesson.id);
    return [...branches.values()].flatMap(({ id, name }) => {
      const call = calls.get(id);
      if (!call) return [];
      const { heads, signedOffBy, signedOffAt, note } = call;
      return [[lesson.title, name, heads ?? '', signedOffBy ?? '', timeText(signedOffAt), note]];
    });
  }

  async #changes({ lesson, branches }: LessonContext, words: ExportWords): Promise<Value[][]> {
    const changes = await findChanges(this.#deps.store.db, { lessonId: lesson.id }, mostChanges);
    return changes.map((change) => [
      lesson.title,
      timeText(change.at),
      change.byName ?? words.byItself,
      words.changes[change.what],
      (change.branchId === null ? undefined : branches.get(change.branchId)?.name) ?? '',
      change.traineeName ?? '',
      valueText(change, change.before, words),
      valueText(change, change.after, words),
      change.reason,
    ]);
  }
}

function evidenceRow(lesson: string, one: Evidence, words: ExportWords): Value[] {
  const { verdict, mark, presence, seen } = one;
  const own = one.signIns.find(({ kind }) => kind === 'start');
  const others = one.signIns.filter(({ kind }) => kind !== 'start');
  return [
    ...[lesson, one.number, one.name, one.unit],
    one.port ? words.port : (one.branchName ?? ''),
    verdict.state === null ? words.open : words.states[verdict.state],
    verdict.worth ?? '',
    verdict.decided ? words.decided : '',
    timeText(own?.at ?? null),
    own ? signInText(own, words) : '',
    others.map((other) => `${words.kinds[other.kind]} ${timeText(other.at)}`).join('; '),
    mark ? words.states[mark.state] : '',
    mark?.byName ?? '',
    ...(presence
      ? [presence.connectedMinutes, presence.watchingMinutes, presence.hiddenMinutes].map(Math.round)
      : ['', '', '']),
    seen ? seenText(seen, words) : '',
    verdict.contradictions.map((kind) => words.contradictions[kind]).join('; '),
    verdict.decided?.reason ?? '',
  ];
}

function signInText(own: Evidence['signIns'][number], words: ExportWords): string {
  return [
    own.lateMinutes === 0 ? words.inTime : words.late(own.lateMinutes),
    words.methods[own.method],
    ...(own.elsewhere ? [`${words.elsewhere} ${own.branchName ?? ''}`.trim()] : []),
    ...(own.byName === null ? [] : [own.byName]),
  ].join(' · ');
}

function seenText({ at, byName, heads, finding, here }: BranchSeen, words: ExportWords): string {
  return [
    `${timeText(at)} ${byName}`,
    ...(here && finding === null ? [words.inOrder] : []),
    ...(here ? [] : [words.nobodyThere]),
    ...(finding === null ? [] : [words.finding]),
    ...(heads === null ? [] : [words.heads(heads)]),
  ].join(' · ');
}

/** What stood before or after a change, in the words of that kind of change. */
function valueText({ what }: AttendanceChange, value: string | null, words: ExportWords): string {
  if (value === null) return '';
  if (what === 'signedOff') return words.heads(Number(value));
  if (what === 'windowExtended') {
    const seconds = Math.round(Number(value) / 1000);
    return words.longer(Math.floor(seconds / 60), seconds % 60);
  }
  const texts: Partial<Record<AttendanceChange['what'], Readonly<Record<string, string>>>> = {
    signedIn: words.methods,
    settled: words.contradictions,
    windowAsked: words.kinds,
    windowClosed: words.kinds,
    reminded: words.reminders,
  };
  const states: Readonly<Record<string, string>> = words.states;
  return (texts[what] ?? states)[value] ?? value;
}

/** `2030-01-07 08:00:09` in the server's time zone, as spreadsheets sort it. */
function timeText(time: number | null): string {
  if (time === null) return '';
  const at = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
