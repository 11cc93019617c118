import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { invitationRoutes } from '../../src/contract/invitation.ts';
import { accountRoutes } from '../../src/contract/account.ts';
import { transportOptions } from '../../src/contract/media.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { startServer, type TestServer } from '../support/server.ts';
import {
  codeOf,
  firstOrganiser,
  openSession,
  openSocket,
  send,
  signIn,
  signUp,
  type Session,
} from '../support/wire.ts';

// Whoever is removed, or whose link is withdrawn, is out within a second: socket and media, through the real server.

let server: TestServer;
let demo: Demo;

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
});
afterAll(() => server.close());

/** Open WebRTC transports of all media workers. */
async function transports(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const values = [...text.matchAll(/^plenum_media_transports\{[^}]*\} (\d+)/gm)].map(([, value]) =>
    Number(value),
  );
  expect(values.length).toBeGreaterThan(0);
  return values.reduce((sum, one) => sum + one, 0);
}

interface Seated {
  socket: Socket;
  notices: unknown[];
  closed: Promise<{ reason: string; at: number }>;
}

/** Sits in the classroom with a media transport open. */
async function sit(session: Session): Promise<Seated> {
  const socket = await openSocket(session);
  const notices: unknown[] = [];
  socket.on('notice', (notice) => notices.push(notice));
  const closed = new Promise<{ reason: string; at: number }>((resolve) => {
    socket.once('disconnect', (reason) => resolve({ reason, at: performance.now() }));
  });
  const lessons = await demo.organiser.request('GET', `/api/courses/${demo.courseId}`);
  const read = z.object({ lessons: z.array(z.object({ id: z.string() })) }).parse(await lessons.json());
  const joined = await send(socket, 'classroom.join', { lessonId: read.lessons[0]?.id, withMedia: true });
  const media = z
    .object({ media: z.object({ routerRtpCapabilities: z.unknown() }) })
    .parse(joined.ok ? joined.data : joined.error).media;
  const opened = await send(socket, 'media.receive', { rtpCapabilities: media.routerRtpCapabilities });
  z.object({ transport: transportOptions }).parse(opened.ok ? opened.data : opened.error);
  return { socket, notices, closed };
}

/** Does it, and sees to it that all of these are out, and their media gone, within a second. */
async function expectOut(
  guests: { session: Session; seated: Seated }[],
  act: () => Promise<Response>,
): Promise<void> {
  const before = await transports();
  const since = performance.now();
  const response = await act();
  expect(response.status, await response.text()).toBe(200);
  for (const { session, seated } of guests) {
    const { reason, at } = await seated.closed;
    expect(at - since).toBeLessThan(1_000);
    expect(reason).toBe('io server disconnect');
    expect(seated.notices).toContainEqual({ name: 'session.revoked', data: {} });
    await expect(openSocket(session)).rejects.toMatchObject({ data: { code: 'not_signed_in' } });
  }
  expect(await transports()).toBe(before - guests.length);
  expect(performance.now() - since).toBeLessThan(1_000);
}

async function seatedGuest(session: Session): Promise<{ session: Session; seated: Seated }> {
  return { session, seated: await sit(session) };
}

async function invite(body: Record<string, unknown>): Promise<{ id: string; code: string; path: string }> {
  const path = `/api/courses/${demo.courseId}/invitations`;
  const reply = await demo.organiser.request('POST', path, { label: '示例链接', ...body });
  return invitationRoutes['POST /api/courses/:courseId/invitations'].output.parse(await reply.json())
    .invitation;
}

describe('out within a second', () => {
  it('is everybody who came by a link that is withdrawn, and nobody else', async () => {
    const link = await invite({ role: 'inspector' });
    const guests = [
      await seatedGuest(await signIn(server.url, link.code)),
      await seatedGuest(await signIn(server.url, link.path)),
    ];
    const other = await seatedGuest(await demo.signIn('inspector'));
    const path = `/api/courses/${demo.courseId}/invitations/${link.id}`;
    await expectOut(guests, () => demo.organiser.request('DELETE', path));
    expect(other.seated.socket.connected).toBe(true);
    expect(codeOf(await send(other.seated.socket, 'classroom.leave', {}))).toBe('ok');
    other.seated.socket.disconnect();
  });

  it('is the screen whose link is replaced', async () => {
    const listed = await demo.organiser.request(
      'GET',
      `/api/courses/${demo.courseId}/invitations?role=screen`,
    );
    const { invitations } = z
      .object({ invitations: z.array(z.object({ id: z.string(), path: z.string() })) })
      .parse(await listed.json());
    const link = invitations[7];
    if (!link) throw new Error('no such link');
    const screen = await seatedGuest(await signIn(server.url, link.path));
    const path = `/api/courses/${demo.courseId}/invitations/${link.id}/renewal`;
    await expectOut([screen], () => demo.organiser.request('POST', path, {}));
  });

  it('is a person whose role is taken away, and one whose account is removed', async () => {
    const person = { name: '示例巡查员 甲', password: 'a sample password' };
    const link = await invite({ role: 'inspector', withAccount: true });
    const here = await seatedGuest(await signUp(server.url, link.path, person));
    const there = await seatedGuest(await openSession(server.url, '/api/sign-in', person));
    const listed = await demo.organiser.request('GET', `/api/courses/${demo.courseId}/accounts`);
    const { accounts } = accountRoutes['GET /api/courses/:courseId/accounts'].output.parse(
      await listed.json(),
    );
    const account = accounts.find(({ name }) => name === person.name);
    const placePath = `/api/courses/${demo.courseId}/places/${account?.places[0]?.id ?? ''}`;
    await expectOut([here, there], () => demo.organiser.request('DELETE', placePath));
    const again = await invite({ role: 'inspector', withAccount: true });
    const back = await seatedGuest(await signUp(server.url, again.path, person));
    await expectOut([back], () => demo.organiser.request('DELETE', `/api/accounts/${account?.id ?? ''}`));
  });

  it('is the own session on another device that its owner ends', async () => {
    const other = await seatedGuest(await openSession(server.url, '/api/sign-in', firstOrganiser));
    const path = `/api/sessions/${other.session.participant.sessionId}`;
    await expectOut([other], () => demo.organiser.request('DELETE', path));
  });

  it('is a trainee who is taken off the roster', async () => {
    const at = `/api/courses/${demo.courseId}`;
    const listed = await demo.organiser.request('GET', `${at}/invitations?role=port`);
    const { invitations } = z
      .object({ invitations: z.array(z.object({ path: z.string(), traineeId: z.string() })) })
      .parse(await listed.json());
    const [link] = invitations;
    const port = await seatedGuest(await signIn(server.url, link?.path ?? ''));
    const roster = await demo.organiser.request('GET', `${at}/trainees?limit=200&place=port`);
    const { trainees } = z
      .looseObject({ trainees: z.array(z.looseObject({ id: z.string(), revision: z.number() })) })
      .parse(await roster.json());
    const revision = trainees.find(({ id }) => id === link?.traineeId)?.revision ?? 0;
    const path = `${at}/trainees/${link?.traineeId ?? ''}?revision=${revision}`;
    await expectOut([port], () => demo.organiser.request('DELETE', path));
    await expect(signIn(server.url, link?.path ?? '')).rejects.toThrow('410');
  });
});
