import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { addLessonNow } from '../support/sign-in-storm.ts';
import type { Fault, FaultContext } from './fault.ts';
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
/** What a course at rest is remembered by is let go by then (src/score/ledger.ts), in milliseconds. */
const NIGHT_MS = 65_000;
/**
 * What one lesson may leave behind, in KB, without compiled code. Nothing that grows with the class may stay: names and figures of 221
 * branches alone are 160. What V8 notes of types, and lists that grow by doubling, come in steps and are less with each lesson.
 */
const KEPT_KB = 100;

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

async function run(context: FaultContext): Promise<void> {
  const { sizes, progress, measure } = context;
  const { warmUpDays, days } = sizes;
  const all = await RunningClass.open(sizes);
  const look = async (when: string): Promise<Evening> => {
    const now = await evening(all);
    const mb = (kb: number): string => (kb / 1024).toFixed(1);
    progress(
      `${when}: heap ${mb(now.heapKb)} MB, ${mb(now.dataKb)} MB without code, process ${mb(now.residentKb)} MB, ` +
        `workers ${mb(now.workersKb)} MB`,
    );
    return now;
  };
  try {
    for (let day = 1; day <= warmUpDays; day++) {
      await lesson(all);
      await look(`warm-up ${day}`);
    }
    await sleep(NIGHT_MS);
    const before = await look('before');
    for (let day = 1; day <= days; day++) {
      await lesson(all);
      await look(`lesson ${day}`);
    }
    await sleep(NIGHT_MS);
    const after = await look('after');
    const load = `${days} lessons with ${STAGE_CHANGES} changes of the stage, ${POLLS} polls, everybody dropped once; after garbage collection`;
    const common = { n: days, load };
    const ratio = (of: keyof Evening): number => after[of] / before[of];
    const limit = { atMost: 1.02 };
    measure({ ...common, metric: 'data_after_over_before', value: ratio('dataKb'), unit: 'x', limit });
    const kept = (after.dataKb - before.dataKb) / days;
    measure({ ...common, metric: 'kept_kb', value: kept, unit: 'KB a lesson', limit: { atMost: KEPT_KB } });
    const heap = ratio('heapKb');
    measure({ ...common, metric: 'heap_after_over_before', value: heap, unit: 'x', limit: { atMost: 1.05 } });
    const workers = ratio('workersKb');
    measure({ ...common, metric: 'workers_after_over_before', value: workers, unit: 'x', limit });
    measure({ ...common, metric: 'heap_mb', value: after.heapKb / 1024, unit: 'MB' });
    measure({ ...common, metric: 'resident_mb', value: after.residentKb / 1024, unit: 'MB' });
  } finally {
    await all.close();
  }
}

export const wholeDay: Fault = {
  summary: 'lesson after lesson in fast motion: memory after equals memory before',
  run,
};
