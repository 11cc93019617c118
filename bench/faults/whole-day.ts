import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { median } from '../report.ts';
import { addLessonNow } from '../support/sign-in-storm.ts';
import type { Fault, FaultContext } from './fault.ts';
import { WARM_UP_DAYS } from './figures.ts';
import { workersByPort } from './support/processes.ts';
import { RunningClass } from './support/running-class.ts';

const STAGE_CHANGES = 20;
const BETWEEN_CHANGES_MS = 100;
const POLLS = 2;
/** Polls may be opened once a second. */
const BETWEEN_POLLS_MS = 1_000;
/** What was left is let go within this time, in milliseconds. */
const REST_MS = 3_000;
const AT_ONCE = 32;
/**
 * What one lesson may leave behind, in KB, without compiled code. Nothing that grows with the class may stay: names and figures of 221
 * branches alone are 160. Lists that V8 makes longer by doubling, and its own records of types, come in steps.
 */
const KEPT_KB = 40;

const memory = z.object({ heapBytes: z.number(), dataBytes: z.number(), residentBytes: z.number() });
const opened = z.object({ poll: z.object({ pollId: z.string() }) });

interface Evening {
  heapKb: number;
  /** The heap without compiled code. */
  dataKb: number;
  residentKb: number;
  workersKb: number;
}

/** A lesson from its beginning to its end: people come, the stage changes, they answer, everybody drops once and comes back. */
async function lesson(all: RunningClass): Promise<void> {
  await all.enter(await addLessonNow(all.server));
  for (let change = 0; change < STAGE_CHANGES; change++) {
    await all.command('lecturer', 0, 'stage.arrange', { layout: change % 2 === 0 ? 'grid' : 'auto' });
    await sleep(BETWEEN_CHANGES_MS);
  }
  for (let number = 0; number < POLLS; number++) {
    const draft = { kind: 'single', question: `示例题 ${number}`, options: ['A', 'B'] };
    const { data } = await all.command('lecturer', 0, 'poll.open', { draft });
    const { pollId } = opened.parse(data).poll;
    for (let from = 0; from < all.size.phones; from += AT_ONCE) {
      const some = Array.from(
        { length: Math.min(AT_ONCE, all.size.phones - from) },
        (_, index) => from + index,
      );
      const answer = { kind: 'single', choice: number % 2 };
      await Promise.all(some.map((index) => all.command('phone', index, 'poll.answer', { pollId, answer })));
    }
    await all.command('lecturer', 0, 'poll.close', { pollId });
    await all.command('lecturer', 0, 'poll.dismiss', { pollId });
    await sleep(BETWEEN_POLLS_MS);
  }
  const { lost } = await all.disturb(() => all.dropAll(), 30_000);
  if (lost > 0) throw new Error(`${lost} did not come back`);
  await all.command('lecturer', 0, 'classroom.end', {});
  await all.leave();
}

async function evening(all: RunningClass): Promise<Evening> {
  await sleep(REST_MS);
  const { heapBytes, dataBytes, residentBytes } = memory.parse(await all.server.ask({ fault: 'memory' }));
  const workers = new Set(workersByPort(all.server.pid).values());
  const workersKb = [...workers].reduce((sum, pid) => sum + residentKbOf(pid), 0);
  return { heapKb: heapBytes / 1024, dataKb: dataBytes / 1024, residentKb: residentBytes / 1024, workersKb };
}

function residentKbOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}

/** By how much it grows from one to the next, by least squares. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [above, below] = values.reduce(
    ([over, under], value, index) => [
      over + (index - middle) * (value - mean),
      under + (index - middle) ** 2,
    ],
    [0, 0],
  );
  return above / below;
}

async function run(context: FaultContext): Promise<void> {
  const { sizes, progress, measure } = context;
  const all = await RunningClass.open(sizes);
  try {
    const evenings: Evening[] = [];
    for (let day = 1; day <= sizes.days; day++) {
      await lesson(all);
      const now = await evening(all);
      evenings.push(now);
      progress(
        `day ${day}: heap ${(now.heapKb / 1024).toFixed(1)} MB, ${(now.dataKb / 1024).toFixed(1)} MB without code, process ${(now.residentKb / 1024).toFixed(0)} MB, ` +
          `workers ${(now.workersKb / 1024).toFixed(0)} MB`,
      );
    }
    const later = evenings.slice(WARM_UP_DAYS);
    const n = later.length;
    const half = Math.max(1, Math.floor(n / 2));
    const ratio = (of: (one: Evening) => number): number =>
      median(later.slice(-half).map(of)) / median(later.slice(0, half).map(of));
    const load = `${sizes.days} lessons with ${STAGE_CHANGES} changes of the stage, ${POLLS} polls, everybody dropped once; after garbage collection`;
    const common = { n, load };
    const heap = ratio(({ heapKb }) => heapKb);
    measure({ ...common, metric: 'heap_after_over_before', value: heap, unit: 'x', limit: { atMost: 1.05 } });
    const kept = slope(later.map(({ dataKb }) => dataKb));
    measure({ ...common, metric: 'kept_kb', value: kept, unit: 'KB a lesson', limit: { atMost: KEPT_KB } });
    const workers = ratio(({ workersKb }) => workersKb);
    measure({
      ...common,
      metric: 'workers_after_over_before',
      value: workers,
      unit: 'x',
      limit: { atMost: 1.1 },
    });
    const kb = slope(later.map(({ heapKb }) => heapKb));
    measure({ ...common, metric: 'heap_slope_kb', value: kb, unit: 'KB a lesson' });
    measure({ ...common, metric: 'heap_mb', value: (later.at(-1)?.heapKb ?? 0) / 1024, unit: 'MB' });
    measure({ ...common, metric: 'resident_mb', value: (later.at(-1)?.residentKb ?? 0) / 1024, unit: 'MB' });
  } finally {
    await all.close();
  }
}

export const wholeDay: Fault = {
  summary: 'lesson after lesson in fast motion: memory after equals memory before',
  run,
};
