import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, BenchContext } from './report.ts';
import { median, quantile, rounded } from './report.ts';
import { Helper } from './support/child.ts';
import { cpuBetween, usageOf, type Usage } from './support/cpu.ts';
import { helperPath } from './support/load.ts';
import { ClassClient, request } from './support/plenum-client.ts';
import { PlenumServer } from './support/plenum-server.ts';
import { bareSocketsApi, monotonicMs, socketsApi } from './support/sockets-api.ts';

/** Changes of the stage in one window, and the pause between them in milliseconds: ten a second, for ten seconds. */
const CHANGES = 100;
const EVERY_MS = 100;
const LATENCY_CHANGES = 25;
const LATENCY_EVERY_MS = 200;
/** One person may announce about one thing in four seconds. */
const ANNOUNCEMENTS = 6;
const ANNOUNCE_EVERY_MS = 4_500;
const ANSWERS_WITHIN_MS = 5_000;
const BARE = 'bare Socket.IO';
const ROOMS = 'rooms';
const PHONES = 'phones';

/** A running class: the lecturer, and two processes with everybody else. */
interface Class {
  context: BenchContext;
  server: PlenumServer;
  lecturer: ClassClient;
  lessonId: string;
  courseId: string;
  /** Rooms and phones, each in a process of its own. */
  rooms: Helper<typeof socketsApi>;
  phones: Helper<typeof socketsApi>;
  screens: number;
  sockets: number;
}

/** CPU seconds of the server's own process: neither the database nor the media workers send to sockets. */
const nodeSeconds = (before: Usage, after: Usage): number => {
  const { byName } = cpuBetween(before, after);
  return Object.entries(byName)
    .filter(([name]) => name.startsWith('node') || name === 'MainThread')
    .reduce((sum, [, seconds]) => sum + seconds, 0);
};

function nodeResidentKb(pid: number): number {
  const { residentByName } = usageOf(pid);
  return (
    [...residentByName]
      .filter(([name]) => name.startsWith('node') || name === 'MainThread')
      .reduce((sum, [, bytes]) => sum + bytes, 0) / 1024
  );
}

async function listen({ rooms, phones }: Class, name: string, keepTimes: boolean): Promise<void> {
  await rooms.call('listen', { group: ROOMS, name, keepTimes });
  await phones.call('listen', { group: PHONES, name, keepTimes });
}

/** Waits until everybody has heard so much, and says what; gives up after ten seconds. */
async function heard({ rooms, phones, sockets }: Class, each: number) {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const [a, b] = await Promise.all([
      rooms.call('heard', { group: ROOMS }),
      phones.call('heard', { group: PHONES }),
    ]);
    const count = a.count + b.count;
    if (count >= sockets * each || performance.now() > deadline) {
      return { count, times: [...a.times, ...b.times], sample: a.sample };
    }
    await sleep(100);
  }
}

/** Milliseconds from the n-th sending to each of its n-th receipts. */
function latencies(sent: readonly number[], times: readonly number[][]): number[] {
  return times.flatMap((own) => own.map((at, n) => at - (sent[n] ?? Number.NaN)));
}

const layoutOf = (n: number) => (n % 2 === 0 ? 'grid' : 'auto');

async function stageLatency(all: Class): Promise<number> {
  await listen(all, 'stage.changed', true);
  const sent: number[] = [];
  for (let n = 0; n < LATENCY_CHANGES; n++) {
    sent.push(monotonicMs());
    await all.lecturer.command('stage.arrange', { layout: layoutOf(n) });
    await sleep(LATENCY_EVERY_MS);
  }
  const { times } = await heard(all, LATENCY_CHANGES);
  return quantile(latencies(sent, times), 0.99);
}

async function announceLatency(all: Class): Promise<number> {
  await listen(all, 'announcement.sent', true);
  const sent: number[] = [];
  const { baseUrl, organiser } = all.server;
  for (let n = 0; n < ANNOUNCEMENTS; n++) {
    sent.push(monotonicMs());
    await request(baseUrl, organiser, 'POST', `/api/courses/${all.courseId}/announcements`, {
      clientId: `bench-${Math.round(monotonicMs())}-${n}`,
      text: `示例公告 ${n}`,
      branchIds: null,
    });
    await sleep(ANNOUNCE_EVERY_MS);
  }
  const { times } = await heard(all, ANNOUNCEMENTS);
  return quantile(latencies(sent, times), 0.99);
}

/** CPU of our server for each delivered change of the stage, in microseconds, and one such message. */
async function ourRound(all: Class): Promise<{ perDelivery: number; sample: unknown }> {
  await listen(all, 'stage.changed', false);
  const before = usageOf(all.server.pid);
  for (let n = 0; n < CHANGES; n++) {
    const since = performance.now();
    await all.lecturer.command('stage.arrange', { layout: layoutOf(n) });
    await sleep(Math.max(0, EVERY_MS - (performance.now() - since)));
  }
  const { count, sample } = await heard(all, CHANGES);
  const seconds = nodeSeconds(before, usageOf(all.server.pid));
  return { perDelivery: (seconds * 1e6) / count, sample };
}

interface Bare {
  server: Helper<typeof bareSocketsApi>;
  baseUrl: string;
}

async function bareRound(all: Class, { server }: Bare, sample: unknown): Promise<number> {
  const { rooms, phones } = all;
  for (const helper of [rooms, phones]) {
    await helper.call('listen', { group: BARE, name: 'stage.changed', keepTimes: false });
  }
  const before = usageOf(server.pid);
  await server.call('broadcast', { data: sample, times: CHANGES, everyMs: EVERY_MS });
  const deadline = performance.now() + 10_000;
  let count = 0;
  while (count < CHANGES * all.sockets && performance.now() < deadline) {
    const heard = await Promise.all([rooms, phones].map((helper) => helper.call('heard', { group: BARE })));
    count = heard.reduce((sum, one) => sum + one.count, 0);
    await sleep(50);
  }
  return (nodeSeconds(before, usageOf(server.pid)) * 1e6) / count;
}

async function reportDelivery(all: Class, load: string): Promise<void> {
  const { context, rooms, phones, screens, sockets } = all;
  const server = new Helper(bareSocketsApi, helperPath('bare-sockets.ts'));
  try {
    const { baseUrl } = await server.call('start', {});
    // In the same processes, as many in each: what a receiver's process costs its sender is then the same on both sides.
    await rooms.call('connect', { group: BARE, baseUrl, count: screens });
    await phones.call('connect', { group: BARE, baseUrl, count: sockets - screens });
    const ours: number[] = [];
    const ratios: number[] = [];
    for (let n = 0; n < (context.quick ? 1 : 5); n++) {
      const { perDelivery, sample } = await ourRound(all);
      const bare = await bareRound(all, { server, baseUrl }, sample);
      ours.push(perDelivery);
      ratios.push(perDelivery / bare);
      context.progress(`CPU per delivery ${perDelivery.toFixed(2)} us, bare ${bare.toFixed(2)} us`);
    }
    context.report({
      bench: 'classroom',
      metric: 'cpu_us_per_delivery',
      value: rounded(median(ours)),
      unit: 'us',
      against: BARE,
      ratio: rounded(median(ratios)),
      n: ours.length,
      load: `${load}; ${CHANGES} changes at ${1000 / EVERY_MS} a second`,
    });
  } finally {
    await server.close();
  }
}

/** From the first to the last. */
function pushesPerSecond(at: readonly number[]): number {
  const [first = 0, last = first] = [at[0], at.at(-1)];
  return last > first ? ((at.length - 1) * 1_000) / (last - first) : 0;
}

/** Everybody answers one poll; what the lecturer's page is pushed meanwhile is counted too. */
async function reportPoll(all: Class, load: string): Promise<void> {
  const { context, lecturer, phones } = all;
  const rounds: { p99: number; errors: number; pushes: number }[] = [];
  for (let n = 0; n < (context.quick ? 1 : 3); n++) {
    const { poll } = await lecturer.command('poll.open', {
      draft: { kind: 'single', question: `示例题 ${n}`, options: ['A', 'B', 'C', 'D'] },
    });
    const { pollId } = poll;
    const pushed: number[] = [];
    const stop = lecturer.onNotice('poll.progressed', () => pushed.push(performance.now()));
    const since = performance.now();
    const { acksMs, errors } = await phones.call('answer', {
      group: PHONES,
      pollId,
      withinMs: ANSWERS_WITHIN_MS,
    });
    const seconds = (performance.now() - since) / 1000;
    stop();
    await lecturer.command('poll.close', { pollId });
    const pushes = pushesPerSecond(pushed);
    rounds.push({ p99: quantile(acksMs, 0.99), errors: errors.length, pushes });
    context.progress(
      `${acksMs.length} answers in ${seconds.toFixed(1)} s, p99 ${quantile(acksMs, 0.99).toFixed(1)} ms, ` +
        `${errors.length} errors ${errors[0] ?? ''}, ${pushes.toFixed(1)} pushes a second`,
    );
    // Opening polls is limited to one a second.
    await sleep(1_000);
  }
  const common = { bench: 'classroom', n: rounds.length, load };
  const report = (metric: string, value: number, unit: string) =>
    context.report({ ...common, metric, value: rounded(value), unit });
  report('poll_ack_p99_ms', median(rounds.map(({ p99 }) => p99)), 'ms');
  report(
    'poll_errors',
    rounds.reduce((sum, { errors }) => sum + errors, 0),
    'answers',
  );
  report('poll_pushes_per_s', Math.max(...rounds.map(({ pushes }) => pushes)), '1/s');
}

async function run(context: BenchContext): Promise<void> {
  const rooms = new Helper(socketsApi, helperPath('sockets-main.ts'));
  const phones = new Helper(socketsApi, helperPath('sockets-main.ts'));
  let server: PlenumServer | undefined;
  try {
    context.progress('starting the server');
    server = await PlenumServer.start({ workers: 1, personCongestionControl: true });
    const all = await openClass(context, server, { rooms, phones });
    const load = `${all.sockets} sockets in one class`;
    const common = { bench: 'classroom', load };
    const n = context.quick ? 1 : 3;
    const repeat = async (work: () => Promise<number>): Promise<number> => {
      const values: number[] = [];
      for (let i = 0; i < n; i++) values.push(await work());
      return rounded(median(values));
    };
    const announce = await repeat(() => announceLatency(all));
    context.report({ ...common, metric: 'announce_p99_ms', value: announce, unit: 'ms', n });
    const stage = await repeat(() => stageLatency(all));
    context.report({ ...common, metric: 'stage_p99_ms', value: stage, unit: 'ms', n });
    await reportDelivery(all, load);
    await reportPoll(all, `557 answers within ${ANSWERS_WITHIN_MS / 1000} s`);
  } finally {
    await Promise.allSettled([rooms.close(), phones.close()]);
    await server?.close();
  }
}

/** Everybody comes in: 1 lecturer, 221 screens, 557 trainees and ports. Also tells what a socket costs in memory. */
async function openClass(
  context: BenchContext,
  server: PlenumServer,
  { rooms, phones }: Pick<Class, 'rooms' | 'phones'>,
): Promise<Class> {
  const { baseUrl } = server;
  const [lecturerSession] = await server.signIn((await server.tokens('lecturer')).slice(0, 1));
  if (!lecturerSession) throw new Error('the course has no lecturer');
  const screens = await server.signIn(await server.tokens('screen'));
  const people = await server.signIn([...(await server.tokens('trainee')), ...(await server.tokens('port'))]);
  const lecturer = await ClassClient.open(baseUrl, lecturerSession);
  const joined = await lecturer.command('classroom.join', {});
  const { lesson, course } = joined.snapshot ?? {};
  if (!lesson || !course) throw new Error('the lecturer got no snapshot');
  await lecturer.command('classroom.start', {});
  await sleep(1_000);
  const before = nodeResidentKb(server.pid);
  await rooms.call('join', { group: ROOMS, baseUrl, sessions: screens, lessonId: lesson.id });
  await phones.call('join', { group: PHONES, baseUrl, sessions: people, lessonId: lesson.id });
  const sockets = screens.length + people.length;
  context.progress(`${sockets} sockets are in`);
  await sleep(2_000);
  context.report({
    bench: 'classroom',
    metric: 'rss_per_socket_kb',
    value: rounded((nodeResidentKb(server.pid) - before) / sockets),
    unit: 'KB',
    n: 1,
    load: `${sockets} sockets in one class`,
  });
  return {
    context,
    server,
    lecturer,
    lessonId: lesson.id,
    courseId: course.id,
    rooms,
    phones,
    screens: screens.length,
    sockets,
  };
}

export const classroom: Bench = {
  summary:
    'a class in conversation, 1 + 221 + 557 sockets: how fast a change or an announcement is everywhere, what it costs, and a poll',
  run,
};
