import { z } from 'zod';
import { sessionHeader } from '../src/contract/identity.ts';
import { scoreRoutes } from '../src/contract/score.ts';
import type { Bench, BenchContext } from './report.ts';
import { rounded } from './report.ts';
import { enrol } from './support/crowd.ts';
import { PlenumServer } from './support/plenum-server.ts';

/** Trainees of the artificial course, and lessons that it has had; as many as three days have. */
const COURSE = 557;
const LESSONS = 12;
/** How large a course is made beside it, and how many people one has whose list alone is exported. */
const LARGE = 5_000;
const LONGEST_LIST = 50_000;
const QUICK_LARGE = 1_000;
/** For so long, in milliseconds, an idle server is looked at: what stands there is the machine's. */
const IDLE_MS = 3_000;
/** The longest delay of the server's event loop since the last look, in seconds (perf_hooks, by way of prom-client). */
const LONGEST_DELAY = 'nodejs_eventloop_lag_max_seconds';
/** What a feature may hold the loop, in milliseconds. */
const LIMIT_MS = 50;
const HOUR = 3_600_000;

/** Something that an organiser asks for and that takes long. */
interface Feature {
  name: string;
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: unknown;
}

const language = 'zh-CN';

/** In the order in which an organiser comes to them: what is read first is computed first. */
function featuresOf(course: string, lessonId: string): Feature[] {
  const get = (name: string, path: string): Feature => ({ name, method: 'GET', path: `${course}/${path}` });
  const lesson = `lessons/${lessonId}/attendance`;
  return [
    get('ledger', 'scores?limit=1000'),
    get('scores', 'scores?limit=1000'),
    get('overview', 'scores/summary'),
    get('attendance_board', `${lesson}/board`),
    get('evidence', `${lesson}/evidence`),
    get('work_list', `${lesson}/work-list`),
    get('attendance_xlsx', `attendance/export?format=xlsx&language=${language}`),
    get('scores_xlsx', `scores-export?format=xlsx&language=${language}`),
    get('scores_csv', `scores-export?format=csv&language=${language}`),
    get('records_xlsx', `export/all?format=xlsx&language=${language}`),
    get('audit_csv', `audit/export?language=${language}`),
    get('report_pdf', `scores-report?language=${language}`),
    { name: 'freeze', method: 'POST', path: `${course}/scores/freeze`, body: { anyway: true } },
    { name: 'certificates', method: 'POST', path: `${course}/certificates`, body: {} },
  ];
}

/** Asks, and reads the answer to its end. Rejects when it is refused. */
async function ask({ baseUrl, organiser }: PlenumServer, { method, path, body }: Feature): Promise<Buffer> {
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: {
      cookie: organiser.cookie,
      [sessionHeader]: organiser.id,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const content = Buffer.from(await response.arrayBuffer());
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${content.toString()}`);
  return content;
}

const withId = z.looseObject({ id: z.string() });

/** Lessons that are over: each trainee has a verdict of each. Resolves to the id of the last. */
async function addLessons(server: PlenumServer): Promise<string> {
  let lessonId = '';
  for (let index = 0; index < LESSONS; index++) {
    const startsAt = Date.now() - (LESSONS - index) * 2 * HOUR;
    const body = {
      ...{ title: `示例第 ${index + 1} 课`, lecturerName: '示例教师 01', kind: 'lecture' },
      ...{ startsAt, endsAt: startsAt + HOUR },
    };
    const path = `/api/courses/${server.courseId}/lessons`;
    const made = await ask(server, { name: 'lesson', method: 'POST', path, body });
    lessonId = withId.parse(JSON.parse(made.toString())).id;
  }
  return lessonId;
}

/** Everybody passes, so that everybody gets a certificate. */
async function letPass(server: PlenumServer): Promise<void> {
  const path = `/api/courses/${server.courseId}/score-policy`;
  const read = await ask(server, { name: 'policy', method: 'GET', path });
  const key = 'GET /api/courses/:courseId/score-policy';
  const { policy, revision } = scoreRoutes[key].output.parse(JSON.parse(read.toString()));
  const body = {
    policy: { ...policy, weights: { ...policy.weights, quizzes: 0, exam: 0 }, passMark: 0 },
    revision,
  };
  await ask(server, { name: 'policy', method: 'PUT', path, body });
}

class Measure {
  readonly #context: BenchContext;
  readonly #server: PlenumServer;
  #over = 0;
  #count = 0;

  constructor(context: BenchContext, server: PlenumServer) {
    this.#context = context;
    this.#server = server;
  }

  /** Does something and reports the longest delay of the event loop meanwhile. */
  async of(name: string, load: string, work: () => Promise<unknown>): Promise<void> {
    await this.#server.metric(LONGEST_DELAY);
    const since = performance.now();
    await work();
    const seconds = (performance.now() - since) / 1000;
    const ms = (await this.#server.metric(LONGEST_DELAY)) * 1000;
    this.#count += 1;
    if (ms > LIMIT_MS) this.#over += 1;
    const common = { bench: 'loop', n: 1, load: `${load}, took ${seconds.toFixed(2)} s` };
    this.#context.report({ ...common, metric: `${name}_ms`, value: rounded(ms), unit: 'ms' });
    this.#context.progress(`${name}: ${seconds.toFixed(2)} s, loop ${ms.toFixed(0)} ms`);
  }

  report(): void {
    const load = `the longest delay of the event loop in each of the above, ${LIMIT_MS} ms are allowed`;
    const common = { bench: 'loop', n: this.#count, load };
    this.#context.report({ ...common, metric: 'over_limit', value: this.#over, unit: 'features' });
  }
}

async function run(context: BenchContext): Promise<void> {
  const server = await PlenumServer.start({ workers: 1, personCongestionControl: true });
  const measure = new Measure(context, server);
  const course = `/api/courses/${server.courseId}`;
  const sizes = [COURSE, context.quick ? QUICK_LARGE : LARGE];
  try {
    await measure.of('idle', 'nobody asks for anything', () => new Promise((go) => setTimeout(go, IDLE_MS)));
    await letPass(server);
    const lessonId = await addLessons(server);
    let people = COURSE;
    for (const size of sizes) {
      const load = `${size} trainees, 221 branches, ${LESSONS} lessons`;
      const more = size - people;
      if (more > 0) await measure.of(`import_${size}`, load, () => enrol(server, people, more));
      people = size;
      for (const feature of featuresOf(course, lessonId)) {
        // What is frozen stays so: the smaller course goes on.
        const isLast = size === sizes.at(-1);
        if (!isLast && (feature.name === 'freeze' || feature.name === 'certificates')) continue;
        await measure.of(`${feature.name}_${size}`, load, () => ask(server, feature));
      }
    }
    const longest = context.quick ? LARGE : LONGEST_LIST;
    const list = `${longest} trainees, 221 branches`;
    await measure.of(`import_${longest}`, list, () => enrol(server, people, longest - people));
    for (const format of ['xlsx', 'csv']) {
      const path = `${course}/export/trainees?format=${format}&language=${language}`;
      const feature: Feature = { name: format, method: 'GET', path };
      await measure.of(`trainees_${format}_${longest}`, list, () => ask(server, feature));
    }
    measure.report();
  } finally {
    await server.close();
  }
}

export const loop: Bench = {
  summary: 'every costly feature at full size: for how long does the event loop stand still',
  run,
};
