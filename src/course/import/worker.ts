import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { rowStates } from '../../contract/import.ts';
import { maskedNumber, numberIndex, Seal } from '../../lib/seal.ts';
import { checkBranches, type KnownBranchRecord } from './check-branches.ts';
import { checkTrainees, placesOf, type KnownTrainee } from './check-trainees.ts';
import { readTable } from './read-file.ts';
import { Refusal } from './refusal.ts';
import type { StagedRow } from './understand.ts';
import type { FromWorker, ImportSummary, ToWorker, WorkerTask } from './worker-api.ts';

/*
 * The thread that reads one roster file. It has its own memory and may be ended at any moment: a file that lies costs the
 * class nothing.
 */

/** Rows in one message: small enough that the server's own thread passes it on in a millisecond. */
const rowsPerMessage = 250;
/** On Linux this is the thread's, not the process's: whoever teaches comes first (setpriority(2), notes on threads). */
const nice = 10;

const port = parentPort;
if (!port) throw new Error('this program runs in a worker thread');
// It was started by our own code with exactly this.
const task = workerData as WorkerTask;
const seal = new Seal(task.sealKey);
const branches: KnownBranchRecord[] = [];
const trainees: KnownTrainee[] = [];
let goOn: (() => void) | undefined;

try {
  setPriority(nice);
} catch {
  // A system that forbids it loses politeness, nothing else.
}

const check = new Promise<void>((resolve) => {
  port.on('message', (message: ToWorker) => {
    if (message.type === 'branches') branches.push(...message.branches);
    else if (message.type === 'trainees') trainees.push(...message.trainees);
    else if (message.type === 'check') resolve();
    else goOn?.();
  });
});

try {
  await run();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  send({ type: 'refused', reason: error.reason, details: { ...error.details } });
}
port.close();

async function run(): Promise<void> {
  const table = await readTable(task.path, task.kind);
  await check;
  const rows =
    task.kind === 'branches'
      ? checkBranches(table.rows, branches)
      : checkTrainees(table.rows, { branches, trainees });
  const places = placesOf(
    rows.flatMap(({ state, cells: { number } }) =>
      state === 'create' && typeof number === 'string' ? [number] : [],
    ),
    trainees,
  );
  for (let start = 0; start < rows.length; start += rowsPerMessage) {
    const next = new Promise<void>((resolve) => (goOn = resolve));
    const some = rows.slice(start, start + rowsPerMessage).map((row) => toStore(row, places));
    send({ type: 'rows', json: JSON.stringify(some) });
    await next;
  }
  send({ type: 'done', summary: { fields: table.fields, ignored: table.ignored, ...countsOf(rows) } });
}

/** In the columns of the store's table. A trainee's number stands in none of them in plain. */
function toStore(
  { row, state, recordId, renamed, record, cells, before, problems }: StagedRow,
  places: ReturnType<typeof placesOf>,
) {
  const of = { row, state, record_id: recordId, renamed };
  const { number } = cells;
  if (task.kind === 'branches' || typeof number !== 'string') {
    return { ...of, record, shown: { cells, before, problems } };
  }
  const sealedNumber = seal.seal(number).toString('base64');
  const shown = { cells: { ...cells, number: maskedNumber(number) }, before, problems };
  if (state === 'problem') return { ...of, record: { sealedNumber }, shown };
  const index = seal.index(numberIndex(task.courseId, number));
  const own = { number: maskedNumber(number), sealedNumber, numberIndex: index };
  return { ...of, record: { ...record, ...own, ...places.get(number) }, shown };
}

function countsOf(rows: readonly StagedRow[]): Pick<ImportSummary, 'rows' | 'counts'> {
  const counts = { create: 0, update: 0, same: 0, problem: 0 };
  for (const { state } of rows) counts[state] += 1;
  return {
    rows: rows.length,
    counts: { ...Object.fromEntries(rowStates.map((state) => [state, 0])), ...counts },
  };
}

function send(message: FromWorker): void {
  port?.postMessage(message);
}
