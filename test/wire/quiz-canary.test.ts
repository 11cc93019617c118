import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Route } from '../../src/contract/command.ts';
import { invitation } from '../../src/contract/course.ts';
import type { Participant } from '../../src/contract/identity.ts';
import { routes } from '../../src/contract/index.ts';
import type { Paper } from '../../src/contract/paper.ts';
import { mayAct, permissions } from '../../src/contract/permissions.ts';
import { quizNotices, quizRecord } from '../../src/contract/quiz.ts';
import type { Role } from '../../src/contract/roles.ts';
import { at } from '../support/course.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { attend, type Attendant } from '../support/polls.ts';
import { paperOf, quizSettings } from '../support/quiz.ts';
import { sampleInput } from '../support/sample-input.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn, type Session } from '../support/wire.ts';

/*
 * Plants strings that stand nowhere but in keys, explanations, marking guides and one person's answers, walks every GET route
 * that a role may ask and listens to every frame of its socket, and searches the bytes that came.
 */

/** What is right, and why: of the person's own paper it may be seen once answers are shown. */
const shownKeys = ['canaryform7k', 'canaryexplanation7k', '48151623.42', '"key":{', '"right":false'];
const keys = [...shownKeys, '"right":true', '"correct":', '"accepted":'];
/** For whoever marks, never for whoever sits. */
const guides = ['canaryguide7k', '"guide":'];
/** What the first trainee answered. */
const answers = ['canaryanswer7k', 'canaryblank7k'];

const option = (text: string) => ({ text });
const explanation = 'canaryexplanation7k';
const questions = [
  {
    text: '示例单选题',
    content: { kind: 'single', options: ['示例甲', '示例乙', '示例丙'].map(option), correct: 1 },
    explanation,
  },
  {
    text: '示例填空题 ____',
    content: { kind: 'fill', blanks: [{ of: 'text', accepted: ['canaryform7k'] }] },
    explanation,
  },
  {
    text: '示例数字题 ____',
    content: { kind: 'fill', blanks: [{ of: 'number', value: 48_151_623.42, tolerance: 0 }] },
    explanation,
  },
  { text: '示例简答题', content: { kind: 'short', guide: 'canaryguide7k' }, explanation },
];

/** Where those who prepare quizzes and mark them see keys and answers. */
const preparing = [
  'GET /api/courses/:courseId/bank',
  'GET /api/courses/:courseId/bank/export',
  'GET /api/courses/:courseId/quizzes/:quizId/preview',
  'GET /api/courses/:courseId/quizzes/:quizId/markings',
];

/** Somebody who asks for everything that they may ask for, with all that has reached them. */
interface Witness {
  session: Session;
  attendant: Attendant;
  /** What came, since it was looked at last: the route or `socket`, and the bytes. */
  heard: { from: string; bytes: Buffer }[];
}

let server: TestServer;
let demo: Demo;
let lessonId: string;
let witnesses: Map<string, Witness>;

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
  const read = await demo.organiser.request('GET', `/api/courses/${demo.courseId}`);
  lessonId = at(routes['GET /api/courses/:courseId'].output.parse(await read.json()).lessons, 0).id;
  const [trainee, other] = [at(demo.paths('trainee'), 0), at(demo.paths('trainee'), 1)];
  const first = await enter(trainee);
  const liaison = await linkOf('liaison', first.session.participant.branchId);
  witnesses = new Map([
    ['trainee', first],
    ['other trainee', await enter(other)],
    ['port', await enter(at(demo.paths('port'), 0))],
    ['liaison', await enter(liaison)],
    ['lecturer', await enter(at(demo.paths('lecturer'), 0))],
    ['inspector', await enter(at(demo.paths('inspector'), 0))],
    ['screen', await enter(at(demo.paths('screen'), 0))],
  ]);
});
afterAll(async () => {
  for (const { attendant } of witnesses.values()) attendant.socket.disconnect();
  await server.close();
});

/** The link of whoever looks after that branch: the person who is nearest to its trainees. */
async function linkOf(role: Role, branchId: string | null): Promise<string> {
  const listed = await demo.organiser.request(
    'GET',
    `/api/courses/${demo.courseId}/invitations?role=${role}`,
  );
  const { invitations } = z.object({ invitations: z.array(invitation) }).parse(await listed.json());
  return at(
    invitations.filter((one) => one.branchId === branchId),
    0,
  ).path;
}

async function enter(path: string): Promise<Witness> {
  const session = await signIn(server.url, path);
  const attendant = await attend(session, lessonId);
  const heard: Witness['heard'] = [];
  // Below the parser: text and binary attachments as the server wrote them.
  attendant.socket.io.engine.on('packet', ({ data }: { data?: string | Buffer }) => {
    if (typeof data === 'string') heard.push({ from: 'socket', bytes: Buffer.from(data) });
    else if (data) heard.push({ from: 'socket', bytes: data });
  });
  const request: Session['request'] = async (method, route, body) => {
    const response = await session.request(method, route, body);
    heard.push({ from: `${method} ${route}`, bytes: Buffer.from(await response.clone().arrayBuffer()) });
    return response;
  };
  return { session: { ...session, request }, attendant, heard };
}

const who = (name: string): Witness => {
  const found = witnesses.get(name);
  if (!found) throw new Error(`nobody is ${name}`);
  return found;
};

/** Everything that can be read but a file that is the same for everybody and takes long to make. */
const reads = Object.entries<Route>(routes).filter(
  ([name]) => name.startsWith('GET ') && name !== 'GET /api/courses/:courseId/bank/template',
);
const matrix = new Map(Object.entries(permissions));

/** The values that a route's parameters are tried with: each of them that this test has made, or one that nobody knows. */
function addresses(pattern: string, ids: Record<string, string[]>): string[] {
  const [, name] = /:(\w+)/.exec(pattern) ?? [];
  if (name === undefined) return [pattern];
  const values = ids[name] ?? [`unknown-${name}`];
  return values.flatMap((value) => addresses(pattern.replace(`:${name}`, value), ids));
}

function mayRead(name: string, participant: Participant): boolean {
  const permission = matrix.get(name);
  return permission !== undefined && (permission.scope === 'public' || mayAct(permission, participant));
}

/** The least that a route asks for; a file as text where there is a choice, as nobody finds a word in a compressed one. */
function queryOf(route: Route): URLSearchParams {
  const least = sampleInput(route.query) ?? {};
  const candidates = [{ format: 'csv' }, { format: 'gift' }, {}].map((format) => ({ ...least, ...format }));
  const query: object = candidates.find((one) => route.query.safeParse(one).success) ?? {};
  return new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
}

/** Everything that a witness may ask for is asked for. Resolves to how many answers came that are no refusals. */
async function walk({ session, heard }: Witness, ids: Record<string, string[]>): Promise<number> {
  let answered = 0;
  for (const [name, route] of reads) {
    if (!mayRead(name, session.participant)) continue;
    const query = queryOf(route);
    for (const address of addresses(name.slice('GET '.length), ids)) {
      const path = `${address}?${query.toString()}`;
      const response = await session.request('GET', path);
      expect(response.status, `${name} does not fail`).toBeLessThan(500);
      if (response.ok) answered += 1;
      const answer = heard.findLast(({ from }) => from === `GET ${path}`);
      if (answer) answer.from = name;
    }
  }
  return answered;
}

/** Where any of the words stood in what came to somebody since the last look, as `route: word`. */
function found({ heard }: Witness, words: readonly string[]): string[] {
  const places = heard.flatMap(({ from, bytes }) =>
    words.flatMap((word) => (bytes.includes(word) ? [`${from}: ${word}`] : [])),
  );
  return [...new Set(places)];
}

interface Prepared {
  path: string;
  ids: Record<string, string[]>;
}

/** A quiz whose papers are made and that is not open yet. */
async function prepare(showAnswers: 'atOnce' | 'afterClose', attempts = 1): Promise<Prepared> {
  const bank = `/api/courses/${demo.courseId}/bank`;
  const questionIds: string[] = [];
  for (const [index, question] of questions.entries()) {
    const draft = { ...question, text: `${showAnswers} ${index} ${question.text}`, points: 1_000 };
    const added = await demo.organiser.request('POST', bank, draft);
    questionIds.push(z.looseObject({ id: z.string() }).parse(await added.json()).id);
  }
  const settings = {
    ...quizSettings,
    lessonId,
    selection: { how: 'fixed', questionIds },
    // Papers are made minutes before.
    opening: { how: 'clock', at: Date.now() + 120_000 },
    showAnswers,
    attempts,
  };
  const list = `/api/courses/${demo.courseId}/quizzes`;
  const made = quizRecord.parse(await (await demo.organiser.request('POST', list, settings)).json());
  const papers = async () => {
    const { quizzes } = routes['GET /api/courses/:courseId/quizzes'].output.parse(
      await (await demo.organiser.request('GET', list)).json(),
    );
    return quizzes.find(({ id }) => id === made.id)?.papers ?? 0;
  };
  await expect.poll(papers).toBeGreaterThan(0);
  const ids = {
    courseId: [demo.courseId],
    lessonId: [lessonId],
    branchId: [who('trainee').session.participant.branchId ?? ''],
    traineeId: ['trainee', 'other trainee', 'port'].map(
      (name) => who(name).session.participant.traineeId ?? '',
    ),
    sessionId: [who('trainee').session.participant.sessionId],
    quizId: [made.id],
    paperId: [],
    kind: ['branches'],
  };
  return { path: `${list}/${made.id}`, ids };
}

const paperPath = ({ paperId }: Paper) => `/api/courses/${demo.courseId}/papers/${paperId}`;

/** The first trainee's answers: what is right nowhere, so that what is right can only come from the server. */
const answersTo = (paper: Paper) =>
  paper.items.map(({ itemId, kind }) => ({
    itemId,
    answer:
      kind === 'single'
        ? { kind, choice: 0 }
        : kind === 'fill'
          ? { kind, blanks: ['canaryblank7k'] }
          : { kind, text: 'canaryanswer7k' },
    version: 1,
  }));

/** The progress of the quiz has been told to somebody who hears of it. */
async function progressTold(): Promise<void> {
  const { attendant } = who('lecturer');
  const told = () => attendant.notices('quiz.progressed').length;
  const before = told();
  await expect.poll(told).toBeGreaterThan(before);
}

/** Walks as everybody; nobody but `mayKnow` may have got a key, nobody but the lecturer a guide, and nobody another's answer. */
async function walkAll(ids: Record<string, string[]>, mayKnow: readonly string[] = []): Promise<void> {
  const looks = [...witnesses].map(async ([name, witness]) => {
    expect(await walk(witness, ids), `${name} may see something`).toBeGreaterThan(2);
    const secret = [
      ...(mayKnow.includes(name) ? [] : keys),
      ...guides,
      ...(name === 'trainee' ? [] : answers),
    ];
    const places = found(witness, secret).filter(
      (place) => !(name === 'lecturer' && preparing.some((route) => place.startsWith(`${route}: `))),
    );
    expect(places, `what reached the ${name}`).toEqual([]);
    witness.heard.length = 0;
  });
  await Promise.all(looks);
}

describe('what is right', () => {
  it('and what somebody answered leaves the server neither before it may nor to anybody else', async () => {
    const { path, ids } = await prepare('afterClose');
    await walkAll(ids);

    await demo.organiser.request('POST', `${path}/opening`, {});
    const [trainee, other] = [who('trainee'), who('other trainee')];
    const paper = await paperOf(trainee.session, 'POST', `${path}/papers`, {});
    const second = await paperOf(other.session, 'POST', `${path}/papers`, {});
    ids['paperId'] = [paper.paperId, second.paperId];
    await trainee.session.request('PUT', `${paperPath(paper)}/answers`, { answers: answersTo(paper) });
    await progressTold();
    await walkAll(ids);

    const done = await paperOf(trainee.session, 'POST', `${paperPath(paper)}/submission`, {});
    expect(done).toMatchObject({ receipt: { by: 'trainee' }, result: { answersShown: false, unmarked: 1 } });
    await progressTold();
    await walkAll(ids);

    await demo.organiser.request('POST', `${path}/close`, {});
    await walk(trainee, ids);
    // Now it has to be there, or the searches above find nothing because they cannot.
    for (const word of [...shownKeys, ...answers])
      expect(found(trainee, [word]).join(), word).toContain('papers/:paperId');
    expect(found(who('lecturer'), keys)).toEqual([]);
    await walk(who('lecturer'), ids);
    const seen = found(who('lecturer'), [...keys, ...guides, ...answers]).join();
    for (const word of ['canaryform7k', 'canaryguide7k', 'canaryanswer7k', '"correct":'])
      expect(seen).toContain(word);
    await walkAll(ids, ['trainee', 'other trainee']);
    // Whoever listened heard something: a search in silence finds nothing either.
    for (const [name, { attendant }] of witnesses) {
      const heard = attendant.notices('quiz.changed').map((data) => quizNotices['quiz.changed'].parse(data));
      expect(
        heard.map(({ state }) => state),
        name,
      ).toEqual(['open', 'closed']);
    }
  });

  it('waits for the last attempt, where answers are shown at once', async () => {
    const { path, ids } = await prepare('atOnce', 2);
    await demo.organiser.request('POST', `${path}/opening`, {});
    const { session, heard } = who('trainee');
    const sit = async (again: boolean) => {
      const paper = await paperOf(session, 'POST', `${path}/papers`, { again });
      ids['paperId'] = [...(ids['paperId'] ?? []), paper.paperId];
      return paperOf(session, 'POST', `${paperPath(paper)}/submission`, { answers: answersTo(paper) });
    };
    expect((await sit(false)).result).toMatchObject({ answersShown: false });
    await walkAll(ids);
    const last = await sit(true);
    expect(last.result).toMatchObject({ answersShown: true });
    expect(found(who('trainee'), keys).length).toBeGreaterThan(0);
    heard.length = 0;
    await walkAll(ids, ['trainee']);
    await demo.organiser.request('POST', `${path}/close`, {});
  });
});
