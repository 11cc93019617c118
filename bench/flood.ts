import { Bystander } from './support/bystander.ts';
import { attackApi, crowds, floods, type Crowd, type Flood } from './support/attack-api.ts';
import { Helper } from './support/child.ts';
import { helperPath } from './support/load.ts';
import { openSession, request, type Session } from './support/plenum-client.ts';
import { PlenumServer } from './support/plenum-server.ts';
import { routes } from '../src/contract/index.ts';
import { median, quantile, rounded, type Bench, type BenchContext } from './report.ts';

/** Connections of a crowd: more than the whole of a large course opens at once. */
const crowdSize = 8_000;
const memory = 'process_resident_memory_bytes';

interface Scene {
  server: PlenumServer;
  attacker: Helper<typeof attackApi>;
  bystander: Bystander;
  /** A session for each attack, as each ends the one that it is made with. */
  next: () => Promise<Session>;
  lessonId: string;
}

async function floodOnce(scene: Scene, how: Flood) {
  const session = await scene.next();
  scene.bystander.figures();
  const target = { baseUrl: scene.server.baseUrl, session, lessonId: scene.lessonId, how };
  const outcome = await scene.attacker.call('flood', target);
  return { ...outcome, ...scene.bystander.figures() };
}

async function crowdOnce(scene: Scene, how: Crowd) {
  const session = await scene.next();
  const before = await scene.server.metric(memory);
  scene.bystander.figures();
  const target = { baseUrl: scene.server.baseUrl, session, lessonId: scene.lessonId, how };
  const asked = { ...target, count: crowdSize, holdMs: 1_000 };
  const outcome = await scene.attacker.call('crowd', asked);
  const after = await scene.server.metric(memory);
  return { ...outcome, grewMb: (after - before) / 1e6, ...scene.bystander.figures() };
}

async function runFloods({ quick, report, progress }: BenchContext, scene: Scene): Promise<void> {
  const rounds = quick ? 1 : 10;
  for (const how of floods) {
    const cuts: number[] = [];
    const others: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const { cutAfterMs, p99 } = await floodOnce(scene, how);
      cuts.push(cutAfterMs ?? Infinity);
      others.push(p99);
    }
    progress(`${how}: cut off after ${Math.round(median(cuts))} ms`);
    const load = `${how}: one client, up to 10,000 messages a second`;
    const common = { bench: 'flood', unit: 'ms', n: rounds, load };
    report({ ...common, metric: `${how}_cut_after_p95`, value: rounded(quantile(cuts, 0.95)) });
    report({ ...common, metric: `${how}_others_p99`, value: rounded(median(others)) });
  }
}

async function runCrowds({ quick, report, progress }: BenchContext, scene: Scene): Promise<void> {
  for (const how of crowds) {
    const rounds = quick ? 1 : 3;
    const outcomes: Awaited<ReturnType<typeof crowdOnce>>[] = [];
    for (let round = 0; round < rounds; round += 1) outcomes.push(await crowdOnce(scene, how));
    const load = `${how}: ${crowdSize} connections of one client that never say who they are`;
    const common = { bench: 'flood', n: rounds, load };
    const of = (pick: (one: (typeof outcomes)[number]) => number): number =>
      rounded(median(outcomes.map(pick)));
    progress(`${how}: ${of(({ standing }) => standing)} of ${crowdSize} stand`);
    report({
      ...common,
      metric: `${how}_standing`,
      value: of(({ standing }) => standing),
      unit: 'connections',
    });
    report({ ...common, metric: `${how}_memory`, value: of(({ grewMb }) => grewMb), unit: 'MB' });
    report({ ...common, metric: `${how}_others_p99`, value: of(({ p99 }) => p99), unit: 'ms' });
  }
}

async function run(context: BenchContext): Promise<void> {
  const server = await PlenumServer.start({ workers: 1, personCongestionControl: false });
  const attacker = new Helper(attackApi, helperPath('./attack-main.ts'));
  let bystander: Bystander | undefined;
  try {
    const { baseUrl, courseId, organiser } = server;
    const read = await request(baseUrl, organiser, 'GET', `/api/courses/${courseId}`);
    const [lesson] = routes['GET /api/courses/:courseId'].output.parse(read).lessons;
    const [lecturer] = await server.tokens('lecturer');
    if (!lesson || lecturer === undefined) throw new Error('the course has no lesson or no lecturer');
    const screens = await server.tokens('screen');
    let nth = 0;
    const next = (): Promise<Session> => openSession(baseUrl, screens[nth++ % screens.length] ?? '');
    bystander = await Bystander.join(baseUrl, await openSession(baseUrl, lecturer), lesson.id);
    const scene = { server, attacker, bystander, next, lessonId: lesson.id };
    await runFloods(context, scene);
    await runCrowds(context, scene);
  } finally {
    await bystander?.close();
    await attacker.close();
    await server.close();
  }
}

export const flood: Bench = {
  summary: 'somebody means harm: how soon are they cut off, what do others notice, what does it cost',
  run,
};
