import { readFileSync, writeFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { importRoutes, type ImportKind } from '../src/contract/import.ts';
import { sessionHeader } from '../src/contract/identity.ts';
import { recordRoutes } from '../src/contract/records.ts';
import type { Bench, BenchContext } from './report.ts';
import { median, rounded } from './report.ts';
import { request } from './support/plenum-client.ts';
import { PlenumServer } from './support/plenum-server.ts';

const ROWS = 50_000;
const QUICK_ROWS = 5_000;
const BRANCHES = 221;
const UNITS = 40;
const ROUNDS = 3;
/** The server's own clock for delays of its event loop, in seconds; prom-client begins anew at every look. */
const LOOP_DELAY = 'nodejs_eventloop_lag_p99_seconds';

/** A file that is imported. */
interface RosterFile {
  name: string;
  content: Uint8Array<ArrayBuffer>;
}

interface Round {
  /** From the first byte of the file to the answer that everything is committed. */
  seconds: number;
  /** Until the organiser sees what would become of each row. */
  previewSeconds: number;
  peakRssBytes: number;
  loopDelayMs: number;
}

/** A workbook as an office would save it. */
async function workbook(name: string, rows: readonly (readonly (string | number)[])[]): Promise<RosterFile> {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('A').addRows(rows.map((row) => [...row]));
  return { name, content: Uint8Array.from(new Uint8Array(await book.xlsx.writeBuffer())) };
}

function branches(): (string | number)[][] {
  const rows = Array.from({ length: BRANCHES }, (_, index) => [index + 1, `示例分课堂 ${index + 1}`, '一级']);
  return [['编号', '分课堂', '级别'], ...rows];
}

function trainees(count: number): string[][] {
  const rows = Array.from({ length: count }, (_, index) => [
    String(index + 1).padStart(6, '0'),
    `示例学员 ${index + 1}`,
    `示例单位 ${(index % UNITS) + 1}`,
    `示例分课堂 ${(index % BRANCHES) + 1}`,
    '否',
  ]);
  return [['学号', '姓名', '单位', '分课堂', '个人端口'], ...rows];
}

async function newCourse({ baseUrl, organiser }: PlenumServer): Promise<string> {
  const made = await request(baseUrl, organiser, 'POST', '/api/courses', { name: 'bench' });
  return recordRoutes['POST /api/courses'].output.parse(made).courseId;
}

/** Uploads a file, and confirms it; both are answered when they are on disk. */
async function bring(
  server: PlenumServer,
  courseId: string,
  kind: ImportKind,
  { name, content }: RosterFile,
): Promise<{ previewSeconds: number; seconds: number; written: number }> {
  const { baseUrl, organiser } = server;
  const startedAt = performance.now();
  const path = `/api/courses/${courseId}/imports`;
  const response = await fetch(`${baseUrl}${path}?kind=${kind}&fileName=${name}`, {
    method: 'POST',
    headers: {
      cookie: organiser.cookie,
      [sessionHeader]: organiser.id,
      'content-type': 'application/octet-stream',
    },
    body: content,
  });
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  const view = importRoutes['POST /api/courses/:courseId/imports'].output.parse(await response.json());
  const previewSeconds = (performance.now() - startedAt) / 1000;
  const confirmed = await request(baseUrl, organiser, 'POST', `${path}/${view.id}/confirm`);
  const key = 'POST /api/courses/:courseId/imports/:importId/confirm';
  const { counts } = importRoutes[key].output.parse(confirmed);
  return {
    previewSeconds,
    seconds: (performance.now() - startedAt) / 1000,
    written: counts.create + counts.update,
  };
}

/** The most memory that the process has held since the last look (proc(5), clear_refs and VmHWM). */
function peakRss(pid: number): { forget(): void; read(): number } {
  return {
    forget: () => writeFileSync(`/proc/${pid}/clear_refs`, '5'),
    read: () => {
      const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return Number(kilobytes) * 1024;
    },
  };
}

async function importOnce(server: PlenumServer, file: RosterFile, rows: number): Promise<Round> {
  const courseId = await newCourse(server);
  await bring(server, courseId, 'branches', await workbook('branches.xlsx', branches()));
  const memory = peakRss(server.pid);
  memory.forget();
  await server.metric(LOOP_DELAY);
  const { seconds, previewSeconds, written } = await bring(server, courseId, 'trainees', file);
  const loopDelayMs = (await server.metric(LOOP_DELAY)) * 1000;
  if (written !== rows) throw new Error(`${written} of ${rows} rows were written`);
  return { seconds, previewSeconds, peakRssBytes: memory.read(), loopDelayMs };
}

function reportRounds(context: BenchContext, rounds: readonly Round[], rows: number, format: string): void {
  const load = `${rows} trainees in ${BRANCHES} branches, ${format}, from the upload to the commit`;
  const of = (value: (round: Round) => number) => rounded(median(rounds.map(value)));
  const common = { bench: 'roster', n: rounds.length, load };
  context.report({
    ...common,
    metric: 'rows_per_s',
    value: of(({ seconds }) => rows / seconds),
    unit: '1/s',
  });
  context.report({ ...common, metric: 'preview_s', value: of((round) => round.previewSeconds), unit: 's' });
  context.report({
    ...common,
    metric: 'peak_rss_mb',
    value: rounded(Math.max(...rounds.map(({ peakRssBytes }) => peakRssBytes / 1024 ** 2))),
    unit: 'MB',
  });
  context.report({
    ...common,
    metric: 'loop_delay_p99_ms',
    value: rounded(Math.max(...rounds.map(({ loopDelayMs }) => loopDelayMs))),
    unit: 'ms',
  });
}

async function run(context: BenchContext): Promise<void> {
  const rows = context.quick ? QUICK_ROWS : ROWS;
  context.progress(`writing files with ${rows} rows`);
  const table = trainees(rows);
  const text = table.map((row) => row.join(',')).join('\r\n');
  const files = {
    XLSX: await workbook('trainees.xlsx', table),
    CSV: { name: 'trainees.csv', content: Uint8Array.from(Buffer.from(text)) },
  };
  const server = await PlenumServer.start({ workers: 1, personCongestionControl: true });
  try {
    for (const [format, file] of Object.entries(files)) {
      const rounds: Round[] = [];
      for (let i = 0; i < (context.quick ? 1 : ROUNDS); i++) {
        rounds.push(await importOnce(server, file, rows));
        context.progress(`${format}: ${rounds.at(-1)?.seconds.toFixed(1)} s`);
      }
      reportRounds(context, rounds, rows, format);
    }
  } finally {
    await server.close();
  }
}

export const roster: Bench = {
  summary: 'a roster of 50,000 people is imported: how fast, and does the server keep breathing',
  run,
};
