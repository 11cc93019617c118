import { eq } from 'drizzle-orm';
import type { FileAnswer } from '../contract/command.ts';
import type { Finding, FindingFilter, Round, RoundTile } from '../contract/patrol.ts';
import type { FileLanguage } from '../contract/records.ts';
import type { Sheet, Value, WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Queries } from '../store/port.ts';
import { lesson } from '../store/schema/index.ts';
import { exportWords, type ExportWords } from './export-words.ts';
import { findFindings } from './finding-records.ts';
import { findRounds, readRound } from './round-records.ts';

interface Of {
  courseId: string;
  courseName: string;
  filter: FindingFilter;
}

const rowsPerPiece = 200;

/** Findings as a spreadsheet; CSV holds them alone, XLSX also every room of the rounds that the filter leaves. */
export function exportFindings(
  write: WriteSpreadsheet,
  queries: Queries,
  of: Of,
  { format, language }: { format: 'xlsx' | 'csv'; language: FileLanguage },
): FileAnswer {
  const words = exportWords[language];
  const sheet = (name: 'findings' | 'rooms', rows: Sheet['rows']): Sheet => ({
    name: words[name].title,
    columns: words[name].columns.map((title) => ({ title, width: 20 })),
    rows,
  });
  return write(`${of.courseName} ${words.title}`, format, [
    sheet('findings', findingRows(queries, of, words)),
    sheet('rooms', roomRows(queries, of, words)),
  ]);
}

async function* findingRows(
  queries: Queries,
  { courseId, filter }: Of,
  words: ExportWords,
): AsyncIterable<Value[][]> {
  for (let offset = 0; ; offset += rowsPerPiece) {
    const page = { ...filter, offset, limit: rowsPerPiece };
    const { findings } = await findFindings(queries, { courseId, branchId: null }, page);
    yield findings.map((finding) => findingRow(finding, words));
    if (findings.length < rowsPerPiece) return;
  }
}

function findingRow(finding: Finding, words: ExportWords): Value[] {
  const { round, headCount, picture, filedBy, answer, settlement } = finding;
  return [
    finding.lessonTitle,
    round?.number ?? '',
    timeText(finding.filedAt),
    finding.name,
    words.kinds[finding.kind],
    headCount ?? '',
    finding.note,
    picture ? words.yes : '',
    filedBy.name,
    words.roles[filedBy.role] ?? filedBy.role,
    words.states[finding.state],
    answer?.text ?? '',
    answer?.by ?? '',
    timeText(answer?.at ?? null),
    settlement?.text ?? '',
    settlement?.by ?? '',
    timeText(settlement?.at ?? null),
  ];
}

async function* roomRows(
  queries: Queries,
  { courseId, filter: { lessonId, roundId } }: Of,
  words: ExportWords,
): AsyncIterable<Value[][]> {
  const rounds = await findRounds(queries, { courseId, lessonId });
  const titles = await lessonTitles(queries, courseId);
  for (const { roundId: id, lessonId: of } of rounds) {
    if (roundId !== undefined && id !== roundId) continue;
    const found = await readRound(queries, courseId, id);
    if (!found) continue;
    const { round, tiles } = found;
    yield tiles.map((tile) => [titles.get(of) ?? '', ...roomRow(round, tile, words)]);
  }
}

/** Every lesson counts its rounds anew: only with its title it is known which one is meant. */
async function lessonTitles(queries: Queries, courseId: string): Promise<Map<string, string>> {
  const rows = await queries
    .select({ id: lesson.id, title: lesson.title })
    .from(lesson)
    .where(eq(lesson.courseId, courseId));
  return new Map(rows.map(({ id, title }) => [id, title]));
}

function roomRow(round: Round, { name, seen }: RoundTile, words: ExportWords): Value[] {
  return [
    round.number,
    timeText(round.startedAt),
    timeText(round.endedAt),
    name,
    words.outcomes[seen?.outcome ?? 'unseen'],
    timeText(seen?.at ?? null),
    seen?.by ?? '',
    seen?.headCount ?? '',
  ];
}

/** `2030-01-07 08:00:09` in the server's time zone, as spreadsheets sort it. */
function timeText(at: number | null): string {
  if (at === null) return '';
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = new Date(at);
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
