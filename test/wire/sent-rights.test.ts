import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { receiveCapabilities } from '../../bench/support/device.ts';
import { classroomEvents, type ClassroomEvents } from '../../src/contract/classroom.ts';
import { notices, routes, type NoticeName } from '../../src/contract/index.ts';
import { invitation } from '../../src/contract/course.ts';
import { paper } from '../../src/contract/paper.ts';
import type { PollDraft } from '../../src/contract/polls.ts';
import type { Role } from '../../src/contract/roles.ts';
import { newId } from '../../src/lib/ids.ts';
import { at } from '../support/course.ts';
import { prepareClassQuiz } from '../support/class-quiz.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { patrolInput } from '../support/patrol-live.ts';
import { attend, type Attendant } from '../support/polls.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn, type Session } from '../support/wire.ts';

/*
 * What is sent: in a lesson that is driven through questions, polls, hands, messages, findings and help, everything that comes to
 * anybody is kept. Nobody hears a kind of message that is not theirs, nothing has a field that the contract does not give it, and
 * words that only some may know reach those and nobody else.
 */

const staff = ['organiser', 'lecturer', 'inspector'] as const;
const overseers = [...staff, 'liaison'] as const;
const everyone: readonly Role[] = [...overseers, 'screen', 'port', 'trainee'];
const withMedia: readonly Role[] = ['organiser', 'lecturer', 'inspector', 'liaison', 'screen', 'port'];
const patrol: readonly Role[] = [...staff, 'screen', 'port'];

/** Who may hear what. A kind that is missing here does not compile. */
const mayHear: Record<NoticeName | keyof ClassroomEvents, readonly Role[]> = {
  ...{ 'lesson.started': everyone, 'lesson.ended': everyone, 'stage.changed': everyone },
  ...{ 'shown.changed': everyone, 'poll.changed': everyone },
  ...{ 'presence.changed': overseers, 'roster.changed': overseers },
  'course.lessonStarted': everyone,
  ...{ 'session.changed': everyone, 'session.replaced': everyone, 'session.revoked': everyone },
  'server.stopping': everyone,
  ...{
    'media.consumerOpened': withMedia,
    'media.consumerClosed': withMedia,
    'media.consumerPaused': withMedia,
  },
  ...{ 'media.layerChanged': withMedia, 'media.transportLost': withMedia, 'media.trackTakenOver': withMedia },
  ...{ 'schedule.changed': everyone, 'schedule.seen': ['organiser'] },
  ...{
    'materials.changed': everyone,
    'materials.received': ['organiser'],
    'readiness.changed': ['organiser'],
  },
  ...{ 'hand.changed': staff, 'hand.own': ['liaison', 'screen', 'port', 'trainee'] },
  'stage.guestChecked': staff,
  ...{ 'messages.changed': everyone, 'messages.read': everyone, 'messages.confirmed': everyone },
  ...{ 'announcement.sent': everyone, 'announcement.withdrawn': everyone, 'announcement.seen': staff },
  ...{ 'question.visible': everyone, 'question.listed': staff, 'question.inRoom': ['liaison'] },
  'question.own': ['liaison', 'port', 'trainee'],
  ...{ 'poll.results': everyone, 'poll.progressed': staff, 'poll.listChanged': staff },
  'poll.branchProgressed': ['liaison', 'screen', 'trainee'],
  ...{
    'cue.changed': staff,
    'cue.clip': ['organiser', 'lecturer'],
    'cue.present': ['organiser', 'lecturer'],
  },
  ...{ 'quiz.changed': everyone, 'quiz.progressed': [...overseers, 'screen'] },
  ...{ 'quiz.roomProgressed': ['liaison', 'screen'], 'paper.changed': ['port', 'trainee'] },
  'score.changed': ['organiser', 'port', 'trainee'],
  ...{ 'help.changed': ['organiser'], 'help.answered': everyone },
  ...{ 'patrol.consumersOpened': patrol, 'patrol.consumerClosed': patrol, 'patrol.transportLost': patrol },
  ...{ 'patrol.wanted': ['screen', 'port'], 'patrol.talker': patrol, 'patrol.talkChanged': patrol },
  ...{
    'patrol.pace': ['screen', 'port'],
    'patrol.still': staff,
    'patrol.said': ['screen', 'port', 'liaison'],
  },
  ...{ 'patrol.wallChanged': staff, 'patrol.roundChanged': staff, 'patrol.findingChanged': overseers },
  ...{ 'attendance.figures': staff, 'attendance.branchFigures': ['liaison', 'screen', 'trainee'] },
  ...{ 'attendance.windows': everyone, 'attendance.signedIn': ['port', 'trainee'] },
  ...{ 'attendance.roomSignedIn': ['liaison'], 'attendance.requested': ['organiser', 'liaison'] },
  ...{ 'attendance.decided': ['port', 'trainee'], 'attendance.reminded': ['liaison'] },
  ...{ 'attendance.roomChanged': ['liaison'], 'attendance.changed': ['organiser'] },
};

const schemas = new Map<string, z.ZodType>(Object.entries({ ...notices, ...classroomEvents }));

interface Witness {
  role: Role;
  attendant: Attendant;
  heard: { name: string; data: unknown }[];
}

let server: TestServer;
let demo: Demo;
let lessonId: string;
let links: z.infer<typeof invitation>[];
/** By what the test calls them: the role, and `other` for those of another branch. */
const witnesses = new Map<string, Witness>();

function who(name: string): Witness {
  const found = witnesses.get(name);
  if (!found) throw new Error(`nobody is ${name}`);
  return found;
}

async function enter(name: string, session: Session): Promise<void> {
  const attendant = await attend(session, lessonId);
  const heard: Witness['heard'] = [];
  for (const kind of ['notice', 'event'])
    attendant.socket.on(kind, (message: Witness['heard'][number]) => heard.push(message));
  witnesses.set(name, { role: session.participant.role, attendant, heard });
}

beforeAll(async () => {
  // Whatever it can say: what it must not say is looked for at the end.
  server = await startServer({ env: { PLENUM_LOG_LEVEL: 'trace' } });
  demo = await makeDemo(server);
  const course = await demo.organiser.request('GET', `/api/courses/${demo.courseId}`);
  lessonId = at(routes['GET /api/courses/:courseId'].output.parse(await course.json()).lessons, 0).id;
  const listed = await demo.organiser.request('GET', `/api/courses/${demo.courseId}/invitations`);
  const { invitations } = z.object({ invitations: z.array(invitation) }).parse(await listed.json());
  links = invitations;
  const trainees = invitations.filter(({ role, traineeId }) => role === 'trainee' && traineeId !== null);
  const [branchId, otherBranchId] = [...new Set(trainees.map((one) => one.branchId))];
  const open = (role: Role, of: string | null | undefined, nth = 0): Promise<Session> => {
    const links = invitations.filter(
      (one) =>
        one.role === role &&
        (of === undefined || one.branchId === of) &&
        (role !== 'trainee' || one.traineeId !== null),
    );
    return signIn(server.url, at(links, nth).path);
  };
  await enter('organiser', demo.organiser);
  for (const role of ['lecturer', 'inspector', 'port'] as const)
    await enter(role, await open(role, undefined));
  for (const role of ['liaison', 'screen', 'trainee'] as const) {
    await enter(role, await open(role, branchId ?? null));
    await enter(`other ${role}`, await open(role, otherBranchId ?? null));
  }
  await enter('neighbour', await open('trainee', branchId ?? null, 1));
});
afterAll(async () => {
  for (const { attendant } of witnesses.values()) attendant.socket.disconnect();
  await server.close();
});

/** Waits until everybody whom it concerns has heard the word; then nobody else may have. */
async function reaches(word: string, concerned: readonly string[]): Promise<void> {
  const has = ({ attendant }: Witness): boolean => attendant.frames.some((frame) => frame.includes(word));
  for (const name of concerned)
    await expect.poll(() => has(who(name)), { message: `${name} hears ${word}` }).toBe(true);
  // Whatever was sent at the same time has arrived once a later message went round.
  await who('organiser').attendant.command('classroom.join', { lessonId });
  const all = [...witnesses].filter(([, witness]) => has(witness)).map(([name]) => name);
  expect(
    all.filter((name) => !concerned.includes(name)),
    `who hears ${word}`,
  ).toEqual([]);
}

async function ask(name: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const { session } = who(name).attendant;
  const response = await session.request(method, `/api/courses/${demo.courseId}${path}`, body);
  const text = await response.text();
  expect(response.status, `${method} ${path}: ${text}`).toBe(200);
  const answer: unknown = JSON.parse(text);
  return answer;
}

describe('in a lesson that is driven', () => {
  it('names of askers are hidden from those who are not to know them', async () => {
    const lecturer = who('lecturer').attendant;
    await lecturer.command('classroom.start', {});
    await lecturer.command('question.configure', { hideNames: true });
    const trainee = who('trainee');
    await trainee.attendant.command('question.ask', { questionId: newId(), text: 'canaryquestion7k' });
    await expect.poll(() => who('other trainee').attendant.frames.join()).toContain('canaryquestion7k');
    const { name } = trainee.attendant.session.participant;
    for (const other of ['neighbour', 'other trainee', 'port', 'screen', 'other screen', 'other liaison'])
      expect(who(other).attendant.frames.join().includes(name), `${other} learns who asked`).toBe(false);
    // It is there for those who may know.
    expect(lecturer.frames.join()).toContain(name);
  });

  it('an answer to a poll and the key are known to the staff alone until results are shown', async () => {
    const draft: PollDraft = {
      kind: 'text',
      options: [],
      question: '示例题',
      key: { kind: 'text', text: 'canarykey7k' },
      durationS: null,
    };
    const { poll } = await who('lecturer').attendant.command('poll.open', { draft });
    const answer = { kind: 'text', text: 'canaryanswer7k' } as const;
    await who('trainee').attendant.command('poll.answer', { pollId: poll.pollId, answer });
    await reaches('canaryanswer7k', ['trainee', 'organiser', 'lecturer', 'inspector']);
    for (const [name, { role, attendant }] of witnesses)
      if (!staff.some((one) => one === role))
        expect(attendant.frames.join(), name).not.toContain('canarykey7k');
    await who('lecturer').attendant.command('poll.close', { pollId: poll.pollId });
  });

  it('a finding reaches those who patrol and the liaison of that room', async () => {
    const tileId = who('trainee').attendant.session.participant.branchId ?? '';
    const finding = {
      findingId: newId(),
      tileId,
      kind: 'phone',
      note: 'canaryfinding7k',
      picture: null,
    } as const;
    await who('inspector').attendant.command('patrol.file', finding);
    await reaches('canaryfinding7k', ['organiser', 'lecturer', 'inspector', 'liaison']);
  });

  it('a post stays in its study group, and a request for help with those who answer', async () => {
    const inbox = z
      .looseObject({ threads: z.array(z.looseObject({ id: z.string(), kind: z.string() })) })
      .parse(await ask('trainee', 'GET', '/messages'));
    const group = at(
      inbox.threads.filter(({ kind }) => kind === 'branch'),
      0,
    );
    await ask('trainee', 'POST', `/threads/${group.id}/posts`, { clientId: newId(), text: 'canarypost7k' });
    const facts = {
      ...{ userAgent: 'sample', language: 'zh-CN', window: '390x844', pingMs: null, online: true },
      ...{ path: null, loss: null, kbps: null, errors: [] },
    };
    await ask('trainee', 'POST', '/tickets', {
      id: newId(),
      kind: 'other',
      text: 'canaryticket7k',
      lessonId: null,
      facts,
    });
    await who('trainee').attendant.command('hand.raise', {});
    await expect.poll(() => who('lecturer').heard.some(({ name }) => name === 'hand.changed')).toBe(true);
    for (const [name, { attendant }] of witnesses) {
      const isOfGroup = [
        'trainee',
        'neighbour',
        'liaison',
        'screen',
        'organiser',
        'lecturer',
        'inspector',
      ].includes(name);
      if (!isOfGroup) expect(attendant.frames.join(), name).not.toContain('canarypost7k');
      if (name !== 'organiser') expect(attendant.frames.join(), name).not.toContain('canaryticket7k');
    }
  });

  it('what somebody writes into a paper, and what it brings, is heard of by nobody who learns with them', async () => {
    const of = { organiser: demo.organiser, courseId: demo.courseId };
    const quiz = await prepareClassQuiz(of, { lessonId, title: 'canaryquiz7k' }, 20);
    await ask('organiser', 'POST', `/quizzes/${quiz.id}/opening`, {});
    for (const { heard } of witnesses.values())
      await expect.poll(() => heard.some(({ name }) => name === 'quiz.changed')).toBe(true);
    const begun = paper.parse(await ask('trainee', 'POST', `/quizzes/${quiz.id}/papers`, {}));
    const typed = begun.items.find(({ kind }) => kind === 'short');
    if (!typed) throw new Error('the artificial questions have one that is written');
    const answer = { kind: 'short' as const, text: 'canarypaper7k' };
    const answers = [{ itemId: typed.itemId, version: 1, answer }];
    await ask('trainee', 'POST', `/papers/${begun.paperId}/submission`, { answers });
    await expect.poll(() => who('lecturer').heard.some(({ name }) => name === 'quiz.progressed')).toBe(true);
    await ask('organiser', 'POST', `/quizzes/${quiz.id}/close`, {});
    const marking = `/quizzes/${quiz.id}/markings/${begun.paperId}/${typed.itemId}`;
    await ask('organiser', 'PUT', marking, { given: 0, comment: 'canarycomment7k' });
    await expect.poll(() => who('trainee').heard.some(({ name }) => name === 'score.changed')).toBe(true);
    // A paper is read over HTTP by those who may: over sockets its words go to nobody, nor the name of who handed it in.
    for (const [name, { attendant }] of witnesses)
      for (const word of ['canarypaper7k', 'canarycomment7k'])
        expect(attendant.frames.join(), name).not.toContain(word);
  });

  it('a room that is looked at live is told so, and nobody else hears of it', async () => {
    const [room, inspector] = [who('screen').attendant, who('inspector').attendant];
    const { sessionId } = room.session.participant;
    const { transport } = await room.command('patrol.openSend', {});
    await room.command('patrol.produce', patrolInput(transport.id, 'patrolCamera'));
    await inspector.command('patrol.openReceive', { rtpCapabilities: receiveCapabilities });
    await inspector.command('patrol.watch', { participantId: sessionId });
    await expect.poll(() => inspector.notices('patrol.consumersOpened').length).toBeGreaterThan(0);
    await expect.poll(() => JSON.stringify(room.notices('patrol.wanted'))).toContain('true');
    await inspector.command('patrol.talk', { participantId: sessionId, on: true });
    await expect.poll(() => room.notices('patrol.talker').length).toBeGreaterThan(0);
    const concerned = ['screen', 'inspector'];
    const live = ['patrol.wanted', 'patrol.consumersOpened', 'patrol.talker'];
    for (const [name, { heard }] of witnesses) {
      if (concerned.includes(name)) continue;
      const told = heard.filter(
        (one) => live.includes(one.name) && JSON.stringify(one.data).includes(sessionId),
      );
      expect(told, name).toEqual([]);
    }
  });

  it('everybody has heard only what is theirs to hear, and no field beyond the contract', async () => {
    await who('lecturer').attendant.command('classroom.end', {});
    for (const { heard } of witnesses.values())
      await expect.poll(() => heard.some(({ name }) => name === 'lesson.ended')).toBe(true);
    const kinds = new Set<string>();
    for (const [name, { role, heard }] of witnesses) {
      for (const message of heard) {
        kinds.add(message.name);
        const roles: readonly Role[] =
          new Map<string, readonly Role[]>(Object.entries(mayHear)).get(message.name) ?? [];
        expect(roles, `${name} hears ${message.name}`).toContain(role);
        const parsed = schemas.get(message.name)?.safeParse(message.data);
        expect(parsed?.success, `${message.name}: ${parsed?.error?.message ?? 'unknown'}`).toBe(true);
      }
    }
    // A search in silence finds nothing.
    const expected = [
      'presence.changed',
      'hand.changed',
      'question.listed',
      'question.visible',
      'poll.progressed',
      'patrol.findingChanged',
      'messages.changed',
      ...['quiz.changed', 'quiz.progressed', 'score.changed'],
      ...['patrol.wanted', 'patrol.consumersOpened', 'patrol.talker'],
    ];
    expect([...kinds]).toEqual(expect.arrayContaining(expected));
  });

  it("nothing of it stands in the server's log: no name, number, telephone, text, code, link or cookie", async () => {
    const typed = ['canaryname7k', 'canarynumber7k', 'canarypassword7k', 'canarytoken7k'];
    const outside = (path: string, body: unknown) =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const shared = at(
      links.filter(({ role, traineeId }) => role === 'trainee' && traineeId === null),
      0,
    );
    const token = shared.path.slice(shared.path.lastIndexOf('/') + 1);
    const refused = [
      await outside('/api/identify', { token, name: 'canaryname7k', number: 'canarynumber7k' }),
      await outside('/api/sign-in', { name: 'canaryname7k', password: 'canarypassword7k' }),
      await outside('/api/sessions', { token: 'canarytoken7kcanarytoken7k' }),
    ];
    expect(refused.map(({ ok }) => ok)).toEqual([false, false, false]);
    const { branches } = routes['GET /api/courses/:courseId/branches'].output.parse(
      await ask('organiser', 'GET', '/branches'),
    );
    const { trainees } = routes['GET /api/courses/:courseId/trainees'].output.parse(
      await ask('organiser', 'GET', '/trainees'),
    );
    const personal = [
      ...branches.flatMap(({ liaisonName, liaisonPhone }) => [liaisonName, liaisonPhone]),
      // A number is four digits, which ids may have too: as a value of its own.
      ...trainees.flatMap(({ name, number }) => [name, JSON.stringify(number)]),
      ...[...witnesses.values()].map(({ attendant }) => attendant.session.participant.name),
      ...[...witnesses.values()].map(({ attendant }) => /=([\w-]{43})/.exec(attendant.session.cookie)?.[1]),
      ...links.flatMap(({ path, code }) => [
        path.slice(path.lastIndexOf('/') + 1),
        code,
        code.replace('-', ''),
      ]),
    ].flatMap((text) => (text === undefined || text === '' ? [] : [text]));
    expect(personal.length).toBeGreaterThan(2_000);
    await server.stop();
    const log = server.output();
    // There is a log of what happened.
    for (const { attendant } of witnesses.values())
      expect(log).toContain(attendant.session.participant.sessionId);
    for (const text of typed) expect(log, text).not.toContain(text);
    expect(log).not.toMatch(/canary\w+7k/);
    expect(personal.filter((text) => log.includes(text))).toEqual([]);
  });
});
