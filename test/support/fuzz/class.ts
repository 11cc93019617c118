import { z } from 'zod';
import { invitation } from '../../../src/contract/course.ts';
import type { Route } from '../../../src/contract/command.ts';
import { routes } from '../../../src/contract/index.ts';
import { roles, type Role } from '../../../src/contract/roles.ts';
import { at } from '../course.ts';
import { makeDemo, type Demo } from '../demo.ts';
import { sampleInput } from '../sample-input.ts';
import { startServer, type TestServer } from '../server.ts';
import { firstOrganiser, openSession, signIn, type Session } from '../wire.ts';
import { KnownIds } from './ids.ts';

/** Somebody of the course, the organiser of the whole server, or nobody at all. */
export const actors = [...roles, 'organiser of the server', 'nobody'] as const;
export type Actor = (typeof actors)[number];

/** Links of a role that sessions are opened by, one after the other when one is gone. */
const linksTried = 12;

/** A running server with a lesson that has begun, people of every role, a second course, and all ids of both. */
export class FuzzedClass {
  readonly server: TestServer;
  readonly known = new KnownIds();
  readonly #demo: Demo;
  readonly #links = new Map<Role, string[]>();
  readonly #sessions = new Map<Actor, { session: Promise<Session>; uses: number }>();
  lessonId = '';

  private constructor(server: TestServer, demo: Demo) {
    this.server = server;
    this.#demo = demo;
  }

  static async start(): Promise<FuzzedClass> {
    const server = await startServer();
    const demo = await makeDemo(server);
    const opened = new FuzzedClass(server, demo);
    await opened.#seed();
    return opened;
  }

  get courseId(): string {
    return this.#demo.courseId;
  }

  /** A session of that actor, which is shared and opened anew before it asks too often; null for nobody. */
  async session(actor: Actor): Promise<Session | null> {
    if (actor === 'nobody') return null;
    const current = this.#sessions.get(actor) ?? { session: this.enter(actor), uses: 0 };
    this.#sessions.set(actor, current);
    current.uses += 1;
    if (current.uses >= requestsOfASession) this.#sessions.delete(actor);
    return current.session;
  }

  /** The shared session was ended by what was tried: the next one is a new one. */
  forget(actor: Actor): void {
    this.#sessions.delete(actor);
  }

  /** A new session. @param nth which of the role's links it comes by */
  async enter(actor: Exclude<Actor, 'nobody'>, nth = 0): Promise<Session> {
    const { url } = this.server;
    if (actor === 'organiser of the server') return openSession(url, '/api/sign-in', firstOrganiser);
    const links = this.#links.get(actor) ?? [];
    let problem: unknown = new Error(`no link for ${actor}`);
    for (let tries = 0; tries < linksTried; tries += 1) {
      try {
        const session = await signIn(url, at(links, (nth + tries) % links.length));
        this.known.add('sessionId', session.participant.sessionId);
        return session;
      } catch (error) {
        problem = error;
      }
    }
    throw problem;
  }

  /** Lines of the server's log that speak of a failure. */
  failures(): string[] {
    return this.server
      .output()
      .split('\n')
      .filter((line) => /"level":(?:50|60)/.test(line));
  }

  async #seed(): Promise<void> {
    const { organiser, courseId } = this.#demo;
    const second = await organiser.request('POST', '/api/demo', {});
    const foreign = z.object({ courseId: z.string() }).parse(await second.json()).courseId;
    await this.#gatherAll(foreign, false);
    await this.#gatherAll(courseId, true);
    const listed = await organiser.request('GET', `/api/courses/${courseId}/invitations`);
    const { invitations } = z.object({ invitations: z.array(invitation) }).parse(await listed.json());
    for (const role of roles) {
      this.#links.set(role, this.#demo.paths(role));
      const kept = invitations.filter((one) => one.role === role).slice(0, linksTried);
      for (const { id, traineeId, branchId } of kept)
        this.known.keep(id, ...[traineeId, branchId].filter((one) => one !== null));
    }
    const course = await organiser.request('GET', `/api/courses/${courseId}`);
    const { lessons } = routes['GET /api/courses/:courseId'].output.parse(await course.json());
    this.lessonId = at(lessons, 0).id;
    this.known.keep(courseId, this.lessonId, organiser.participant.sessionId);
    this.known.add('courseId', courseId);
    this.known.add('courseId', foreign, false);
  }

  /** Reads every list of a course that needs no more than the course, and remembers what is in it. */
  async #gatherAll(courseId: string, own: boolean): Promise<void> {
    for (const [name, route] of Object.entries<Route>(routes)) {
      const [method, path = ''] = name.split(' ');
      const plain = path.replace(':courseId', courseId);
      if (method !== 'GET' || plain.includes(':') || route.download === true || route.raw === true) continue;
      const query = new URLSearchParams(
        Object.entries(sampleInput(route.query) ?? {}).map(([key, value]) => [key, String(value)]),
      );
      const response = await this.#demo.organiser.request('GET', `${plain}?${query.toString()}`);
      if (response.ok) this.known.gather(await response.json(), listNameOf(path), own);
    }
  }
}

/** Requests after which a session is left: fewer than one may send in a minute. */
const requestsOfASession = 450;

/** The list that a route's last word names: what it answers with under `id` is one of these. */
export function listNameOf(path: string): string {
  const words = path.split('/').filter((word) => word !== '' && !word.startsWith(':'));
  return words.at(-1) ?? '';
}
