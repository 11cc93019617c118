import type { FileAnswer } from '../../contract/command.ts';
import type { PollAnswer, PollKind } from '../../contract/polls.ts';
import type { FileLanguage } from '../../contract/records.ts';
import type { Sheet, Value, WriteSpreadsheet } from '../../lib/spreadsheet.ts';
import type { Queries } from '../../store/port.ts';
import { exportWords, type ExportWords } from './export-words.ts';
import {
  answersOf,
  lessonTitles,
  picksOf,
  pollsOf,
  roomsOf,
  type ExportedAnswer,
  type Of,
} from './export-repository.ts';
import { isRight, slotsOf, wordsOf, type Asked } from './model.ts';
import type { PollRow } from './repository.ts';

interface Options {
  format: 'xlsx' | 'csv';
  language: FileLanguage;
}

/** The polls of a course, or of one lesson, with everybody's answers. */
export function exportPolls(
  write: WriteSpreadsheet,
  queries: Queries,
  of: Of & { courseName: string },
  { format, language }: Options,
): FileAnswer {
  const words = exportWords[language];
  const sheet = (name: keyof ExportWords['sheets'], rows: Sheet['rows']): Sheet => ({
    name: words.sheets[name].title,
    columns: words.sheets[name].columns.map((title) => ({ title, width: 22 })),
    rows,
  });
  // CSV holds the first sheet alone: who answered what.
  const sheets = [
    sheet('answers', answerRows(queries, of, words)),
    sheet('polls', pollRows(queries, of, words)),
    sheet('rooms', roomRows(queries, of, words)),
    sheet('picks', pickRows(queries, of, words)),
  ];
  return write(`${of.courseName} ${words.title}`, format, sheets);
}

async function* answerRows(queries: Queries, of: Of, words: ExportWords): AsyncIterable<Value[][]> {
  const titles = await lessonTitles(queries, of.courseId);
  for (const poll of await pollsOf(queries, of)) {
    const counted = new Set((await roomsOf(queries, poll.id)).map(({ branchId }) => branchId));
    const lesson = titles.get(poll.lessonId) ?? '';
    for await (const piece of answersOf(queries, poll.id)) {
      yield piece.map((row) => answerRow(row, { poll, lesson, counted, words }));
    }
  }
}

function answerRow(
  { answer, number, unit }: ExportedAnswer,
  of: { poll: PollRow; lesson: string; counted: ReadonlySet<string>; words: ExportWords },
): Value[] {
  const { poll, lesson, counted, words } = of;
  const inRoom = answer.branchId !== null && counted.has(answer.branchId);
  return [
    lesson,
    poll.question,
    words.kinds[poll.kind],
    number ?? '',
    answer.name,
    unit ?? '',
    answer.branchName ?? words.port,
    answerText(poll, answer.answer, words),
    poll.key === null ? '' : isRight(poll.key, answer.answer) ? words.right : words.wrong,
    timeText(answer.at),
    inRoom ? words.countedAsRoom : words.counted,
  ];
}

async function* pollRows(queries: Queries, of: Of, words: ExportWords): AsyncIterable<Value[][]> {
  const titles = await lessonTitles(queries, of.courseId);
  const polls = await pollsOf(queries, of);
  yield polls.map((poll) => [
    titles.get(poll.lessonId) ?? '',
    poll.question,
    words.kinds[poll.kind],
    poll.options.map((option, index) => `${letter(index)} ${option}`).join('\n'),
    poll.key === null ? '' : answerText(poll, poll.key, words),
    timeText(poll.openedAt),
    timeText(poll.closedAt),
  ]);
}

async function* roomRows(queries: Queries, of: Of, words: ExportWords): AsyncIterable<Value[][]> {
  const titles = await lessonTitles(queries, of.courseId);
  for (const poll of await pollsOf(queries, of)) {
    const names = barNames(poll, words);
    yield (await roomsOf(queries, poll.id)).map(({ branchName, counts, heads, name, at }) => [
      titles.get(poll.lessonId) ?? '',
      poll.question,
      branchName,
      heads,
      counts.map((count, index) => `${names[index] ?? ''}: ${count}`).join('\n'),
      name,
      timeText(at),
    ]);
  }
}

async function* pickRows(queries: Queries, of: Of, words: ExportWords): AsyncIterable<Value[][]> {
  const titles = await lessonTitles(queries, of.courseId);
  const picks = await picksOf(queries, of);
  yield picks.map((pick) => [
    titles.get(pick.lessonId) ?? '',
    timeText(pick.at),
    words.pickOf[pick.of],
    pick.name,
    pick.branchName ?? '',
    pick.candidates.length,
    pick.round,
    pick.drawnBy,
    pick.seed,
  ]);
}

/** A to H, as pages and screens name the options. */
function letter(index: number): string {
  return String.fromCharCode(65 + index);
}

function barNames(
  { kind, options }: { kind: PollKind; options: readonly string[] },
  words: ExportWords,
): string[] {
  if (kind === 'trueFalse') return [words.yes, words.no];
  if (kind === 'rating') return ['1', '2', '3', '4', '5'];
  return options.map((option, index) => `${letter(index)} ${option}`);
}

function answerText(poll: Asked, answer: PollAnswer, words: ExportWords): string {
  const names = barNames(poll, words);
  return (
    wordsOf(answer) ??
    slotsOf(answer)
      .map((slot) => names[slot] ?? '')
      .join('; ')
  );
}

/** `2030-01-07 08:00:09` in the server's time zone, as spreadsheets sort it. */
function timeText(time: Date | null): string {
  if (time === null) return '';
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
