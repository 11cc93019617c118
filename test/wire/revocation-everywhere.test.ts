import { observer } from 'mediasoup';
import type * as ms from 'mediasoup/types';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { accountRoutes } from '../../src/contract/account.ts';
import { invitation } from '../../src/contract/course.ts';
import { invitationRoutes } from '../../src/contract/invitation.ts';
import { recordRoutes } from '../../src/contract/records.ts';
import type { Role } from '../../src/contract/roles.ts';
import { at } from '../support/course.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { until } from '../support/media.ts';
import { Member, member } from '../support/member.ts';
import { OnPatrol } from '../support/patrol-live.ts';
import { startServerHere, type ServerHere } from '../support/server-here.ts';
import { openSession, openSocket, signIn, signUp, type Session } from '../support/wire.ts';

/*
 * Whoever is put out is out within a second, everywhere: sockets, requests, the transports of the stage and of patrol in both
 * directions, the tracks on the way to others, and their copies on the way between workers. Every role is put out in every way
 * that there is for it; each has everything open that its role may open, and the media workers themselves are asked.
 */

/** What the media workers of this process have ever opened. */
class Media {
  readonly transports: ms.Transport[] = [];
  readonly producers: ms.Producer[] = [];
  readonly consumers: ms.Consumer[] = [];

  constructor() {
    observer.on('newworker', (worker) => {
      worker.observer.on('newrouter', (router) => {
        router.observer.on('newtransport', (transport) => {
          if (transport.type === 'webrtc') this.transports.push(transport);
          transport.observer.on('newproducer', (producer) => this.producers.push(producer));
          transport.observer.on('newconsumer', (consumer) => this.consumers.push(consumer));
        });
      });
    });
  }

  /** Everything of these tracks, wherever it goes: copies on other workers have the same id. */
  of(trackIds: readonly string[]): { closed: boolean }[] {
    return [
      ...this.producers.filter(({ id }) => trackIds.includes(id)),
      ...this.consumers.filter(({ producerId }) => trackIds.includes(producerId)),
    ];
  }
}

const media = new Media();
let server: ServerHere;
let demo: Demo;
let lessonId: string;
let records: pg.Client;
/** Who stays: they receive the stage on both workers, watch rooms, and are watched. */
let watcher: OnPatrol;
let room: OnPatrol;
let viewers: Member[];
/** Where the next guest sits: each in a room of their own. */
let nextRoom = 10;
let links: z.output<typeof invitation>[];

const course = () => `/api/courses/${demo.courseId}`;

beforeAll(async () => {
  server = await startServerHere();
  demo = await makeDemo(server);
  records = new pg.Client({ connectionString: server.databaseUrl });
  await records.connect();
  const listed = await demo.organiser.request('GET', `${course()}/invitations`);
  links = z.object({ invitations: z.array(invitation) }).parse(await listed.json()).invitations;
  const organiser = await new Member(demo.organiser).join(await firstLesson());
  await organiser.ask('classroom.start', {});
  const enter = async (...who: Parameters<typeof member>) => (await member(...who)).join();
  viewers = await Promise.all([0, 1, 2, 3].map((number) => enter(server, demo, 'screen', number)));
  for (const viewer of viewers) await viewer.receive();
  watcher = new OnPatrol(await enter(server, demo, 'inspector'));
  room = new OnPatrol(await enter(server, demo, 'screen', 4));
  await room.publish('patrolCamera', 'patrolMicrophone');
  await watcher.receive();
});
afterAll(async () => {
  await records.end();
  await server.close();
});

async function firstLesson(): Promise<string> {
  const answer = await demo.organiser.request('GET', `${course()}/lessons`);
  const { lessons } = recordRoutes['GET /api/courses/:courseId/lessons'].output.parse(await answer.json());
  lessonId = at(lessons, 0).id;
  return lessonId;
}

/** Somebody with everything open, and how they came. */
interface Guest {
  session: Session;
  seat: Member;
  linkId: string | null;
  person: { name: string; password: string } | null;
  transports: ms.Transport[];
  trackIds: string[];
}

async function invite(role: Role, withAccount: boolean) {
  const ofRoom = role === 'screen' || role === 'liaison';
  const screens = links.filter((one) => one.role === 'screen');
  const own = links.filter((one) => one.role === role && one.traineeId !== null);
  nextRoom += 1;
  const body = {
    ...{ role, label: '示例来宾', withAccount },
    branchId: ofRoom ? at(screens, nextRoom).branchId : null,
    traineeId: role === 'port' || role === 'trainee' ? at(own, nextRoom % own.length).traineeId : null,
  };
  const reply = await demo.organiser.request('POST', `${course()}/invitations`, body);
  const { invitation: link } = invitationRoutes['POST /api/courses/:courseId/invitations'].output.parse(
    await reply.json(),
  );
  return link;
}

/** Comes by a link, or with an account, and opens everything that the role may. */
async function enter(role: Role, withAccount: boolean): Promise<Guest> {
  const link = await invite(role, withAccount);
  const person = withAccount ? { name: `示例来宾 ${nextRoom}`, password: 'kettle and umbrella' } : null;
  const session = await (person ? signUp(server.url, link.path, person) : signIn(server.url, link.path));
  return { ...(await sit(session)), linkId: link.id, person };
}

async function sit(session: Session): Promise<Pick<Guest, 'session' | 'seat' | 'transports' | 'trackIds'>> {
  const before = media.transports.length;
  const { role } = session.participant;
  const seat = await new Member(session).join(lessonId);
  const patrol = new OnPatrol(seat);
  const trackIds: string[] = [];
  if (role !== 'trainee') await seat.receive();
  if (role === 'lecturer') {
    trackIds.push(...(await seat.publish('camera', 'microphone')));
    await Promise.all(
      viewers.map((one) =>
        one.sees('the stage', ({ consumers }) =>
          [...consumers.values()].some(({ participantId }) => participantId === seat.id),
        ),
      ),
    );
  }
  if (role === 'screen' || role === 'port') {
    await patrol.receive();
    trackIds.push(...(await patrol.publish('patrolCamera', 'patrolMicrophone')));
    await watcher.member.ask('patrol.watch', { participantId: seat.id });
    await watcher.member.sees('the guest', () => watcher.received().some((one) => one.startsWith(seat.id)));
  }
  if (role === 'organiser' || role === 'lecturer' || role === 'inspector') {
    await patrol.receive();
    await seat.ask('patrol.watch', { participantId: room.id });
    trackIds.push(...(await patrol.publish('talkMicrophone')));
    await seat.sees('the room', () => patrol.received().length > 0);
  }
  return { session, seat, trackIds, transports: media.transports.slice(before) };
}

/** Receiving and sending transports, of the stage and of patrol, that a role has open who is not called to the stage. */
const opens: Record<Role, number> = {
  ...{ organiser: 3, lecturer: 4, inspector: 3, liaison: 1 },
  ...{ screen: 3, port: 3, trainee: 0 },
};

async function request(method: string, path: string, body?: unknown): Promise<void> {
  const answer = await demo.organiser.request(method, path, body);
  expect(answer.status, await answer.text()).toBe(200);
}

async function accountOf({ person }: Guest) {
  const answer = await demo.organiser.request('GET', `${course()}/accounts`);
  const { accounts } = accountRoutes['GET /api/courses/:courseId/accounts'].output.parse(await answer.json());
  return at(
    accounts.filter(({ name }) => name === person?.name),
    0,
  );
}

async function offTheRoster({ session }: Guest): Promise<void> {
  const id = session.participant.traineeId ?? '';
  const { rows } = await records.query<{ revision: number }>('select revision from trainee where id = $1', [
    id,
  ]);
  await request('DELETE', `${course()}/trainees/${id}?revision=${rows[0]?.revision ?? 0}`);
}

/** Every way to put somebody out, with the roles that there is such a way for, and whether they have an account. */
const ways: [string, readonly Role[], boolean, (guest: Guest) => Promise<void>][] = [
  [
    'the link is withdrawn',
    ['organiser', 'lecturer', 'inspector', 'liaison', 'screen', 'port', 'trainee'],
    false,
    ({ linkId }) => request('DELETE', `${course()}/invitations/${linkId ?? ''}`),
  ],
  [
    'the link is replaced',
    ['screen', 'port'],
    false,
    ({ linkId }) => request('POST', `${course()}/invitations/${linkId ?? ''}/renewal`, {}),
  ],
  [
    'the role is taken away',
    ['organiser', 'lecturer', 'inspector', 'liaison'],
    true,
    async (guest) => request('DELETE', `${course()}/places/${at((await accountOf(guest)).places, 0).id}`),
  ],
  [
    'the account is removed',
    ['lecturer', 'inspector'],
    true,
    async (guest) => request('DELETE', `/api/accounts/${(await accountOf(guest)).id}`),
  ],
  [
    'the account is signed out everywhere',
    ['organiser', 'liaison'],
    true,
    async (guest) => request('DELETE', `/api/accounts/${(await accountOf(guest)).id}/sessions`),
  ],
  [
    'they sign out on another device',
    ['lecturer', 'inspector'],
    true,
    async ({ person, session }) => {
      const other = await openSession(server.url, '/api/sign-in', person ?? {});
      const path = `/api/sessions/${session.participant.sessionId}`;
      expect((await other.request('DELETE', path)).status).toBe(200);
    },
  ],
  [
    'they sign out',
    ['liaison', 'screen', 'port'],
    false,
    async ({ session }) => {
      const path = `/api/sessions/${session.participant.sessionId}`;
      expect((await session.request('DELETE', path)).status).toBe(200);
    },
  ],
  ['they are taken off the roster', ['port', 'trainee'], false, offTheRoster],
  [
    'the time of the session is over',
    ['lecturer', 'screen'],
    false,
    async ({ session: { participant } }) => {
      const long = `update session set created_at = now() - interval '181 days' where id = $1`;
      await records.query(long, [participant.sessionId]);
      const isOver = async () => {
        const of = 'select revoked_at from session where id = $1';
        const { rows } = await records.query<{ revoked_at: Date | null }>(of, [participant.sessionId]);
        return (rows[0]?.revoked_at ?? null) !== null;
      };
      await until('the session has ended by itself', isOver, 25_000);
    },
  ],
];

describe.each(ways)('when %s', (_way, roles, withAccount, putOut) => {
  it.each(roles)('%s is out within a second, with everything', async (role) => {
    const guest = await enter(role, withAccount);
    const { session, seat, transports, trackIds } = guest;
    expect(transports).toHaveLength(opens[role]);
    const own = media.of(trackIds);
    // Somebody receives them; a voice only while it talks.
    const isReceived = role === 'lecturer' || role === 'screen' || role === 'port';
    if (isReceived) expect(own.length).toBeGreaterThan(trackIds.length);
    // What goes to the stage goes to the other worker, too: there is a copy of it.
    const stage = media.producers.filter(({ id }) => id === trackIds[0]);
    if (role === 'lecturer') expect(stage.length).toBeGreaterThan(1);
    let goneAt = Number.NaN;
    const gone = new Promise<string>((resolve) =>
      seat.socket.once('disconnect', (reason) => {
        goneAt = performance.now();
        resolve(reason);
      }),
    );

    await putOut(guest);
    const since = performance.now();
    expect(await gone).toBe('io server disconnect');
    // It may have been faster than the answer to who has put them out.
    expect(goneAt - since).toBeLessThan(1_000);
    const everything = [...transports, ...media.of(trackIds)];
    await until('all media of the guest are closed', () => everything.every(({ closed }) => closed), 1_000);
    expect((await session.request('GET', '/api/sessions')).status).toBe(401);
    await expect(openSocket(session)).rejects.toMatchObject({ data: { code: 'not_signed_in' } });
    expect(performance.now() - since).toBeLessThan(1_000);
    // Nobody else has lost anything.
    for (const one of [...viewers, watcher.member, room.member]) expect(one.socket.connected).toBe(true);
  });
});
