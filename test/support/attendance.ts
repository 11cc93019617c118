import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import type { CommandOutput } from '../../src/contract/index.ts';
import { routes, type RouteName, type RouteOutput } from '../../src/contract/index.ts';
import { participant, sessionHeader, type Participant } from '../../src/contract/identity.ts';
import { readyDatabase, quietLogger } from './database.ts';
import { makeDemo, type Demo } from './demo.ts';
import { temporaryDirectory } from './postgres.ts';
import { attend, type Attendant } from './polls.ts';
import { signIn, type Session } from './wire.ts';

export const minute = 60_000;

/** The whole server in this process, on a clock that tests move, with the artificial course. */
export interface AttendanceServer {
  url: string;
  demo: Demo;
  clock: { time: number; now(): number };
  /** Lessons of the course in the order of time. */
  lessons: { id: string; title: string; startsAt: number; endsAt: number }[];
  branches: { id: string; name: string; parentId: string | null }[];
  /** Where the records are. */
  databaseUrl: string;
  close(): Promise<void>;
}

/** Starts it; everything goes through its real doors. */
export async function startAttendanceServer(): Promise<AttendanceServer> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const database = await readyDatabase();
  const dataDir = await temporaryDirectory();
  const env = { PLENUM_DATA_DIR: dataDir, PLENUM_DATABASE_URL: database.url, PLENUM_MEDIA_WORKERS: '1' };
  const config = loadConfig({ dir: `${root}/config`, environment: 'test', env });
  const clock = { time: Date.UTC(2030, 0, 7, 8), now: () => clock.time };
  const app = await createApp(config, { log: quietLogger, root, clock });
  const { url, organiserLink } = await app.listen();
  const demo = await makeDemo({ url, organiserLink });
  const read = await demo.organiser.request('GET', `/api/courses/${demo.courseId}`);
  const { lessons, branches } = routes['GET /api/courses/:courseId'].output.parse(await read.json());
  return {
    ...{ url, demo, clock, lessons, branches },
    databaseUrl: database.url,
    async close() {
      await app.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const refused = z.object({ error: z.object({ code: z.string(), details: z.unknown().optional() }) });

/** What a request came to: the output of its route, or the code of its refusal with the details. */
export type Outcome<T> = { ok: true; data: T } | { ok: false; code: string; details: unknown };

async function outcomeOf<N extends RouteName>(name: N, response: Response): Promise<Outcome<RouteOutput<N>>> {
  const body: unknown = await response.json();
  if (response.ok) return { ok: true, data: routes[name].output.parse(body) as RouteOutput<N> };
  const { code, details } = refused.parse(body).error;
  return { ok: false, code, details };
}

/** Sends a request of a signed-in person to a route. */
export async function ask<N extends RouteName>(
  who: Session,
  name: N,
  params: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<Outcome<RouteOutput<N>>> {
  const [method = '', pattern = ''] = name.split(' ');
  const path = pattern.replace(/:(\w+)/g, (_, key: string) => {
    const value = params[key];
    if (value === undefined) throw new Error(`${name} needs ${key}`);
    return value;
  });
  const query = method === 'GET' && body !== undefined ? `?${new URLSearchParams(queryOf(body))}` : '';
  const sent = method === 'GET' ? undefined : body;
  return outcomeOf(name, await who.request(method, `${path}${query}`, sent));
}

/** The same where it has to succeed. */
export async function must<N extends RouteName>(
  who: Session,
  name: N,
  params: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<RouteOutput<N>> {
  const outcome = await ask(who, name, params, body);
  if (!outcome.ok) throw new Error(`${name}: ${outcome.code} ${JSON.stringify(outcome.details)}`);
  return outcome.data;
}

function queryOf(body: unknown): Record<string, string> {
  return z.record(z.string(), z.coerce.string()).parse(body);
}

/** A phone's browser: it keeps its cookies and knows nobody until it scans, identifies or opens a link. */
export class Phone {
  readonly #url: string;
  readonly #cookies = new Map<string, string>();
  who: Participant | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** A phone that has opened a link before. */
  static async of(url: string, path: string): Promise<Phone> {
    const session = await signIn(url, path);
    const phone = new Phone(url);
    for (const pair of session.cookie.split('; ')) phone.#keep(pair);
    phone.who = session.participant;
    return phone;
  }

  async scan(code: string, headers: Record<string, string> = {}) {
    const outcome = await this.#send('POST /api/sign-in/scan', '/api/sign-in/scan', { code }, headers);
    if (outcome.ok && outcome.data.known) this.who = outcome.data.known;
    return outcome;
  }

  /** Scans what has to be a valid code. */
  async pass(code: string): Promise<string> {
    const outcome = await this.scan(code);
    if (!outcome.ok) throw new Error(`the scan was refused: ${outcome.code}`);
    return outcome.data.pass;
  }

  async identify(pass: string, name: string, number: string) {
    const body = { pass, name, number };
    const outcome = await this.#send('POST /api/sign-in/identify', '/api/sign-in/identify', body);
    if (outcome.ok) this.who = outcome.data.participant;
    return outcome;
  }

  async signIn(body: { pass: string } | { lessonId: string; windowId: string }) {
    const key = 'POST /api/courses/:courseId/sign-ins';
    return this.#send(key, `/api/courses/${this.who?.courseId ?? ''}/sign-ins`, body);
  }

  own(lessonId: string) {
    const key = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/own';
    return this.#send(key, `/api/courses/${this.who?.courseId ?? ''}/lessons/${lessonId}/attendance/own`);
  }

  async #send<N extends RouteName>(
    name: N,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Outcome<RouteOutput<N>>> {
    const response = await fetch(`${this.#url}${path}`, {
      method: name.startsWith('GET') ? 'GET' : 'POST',
      headers: {
        cookie: [...this.#cookies].map(([key, value]) => `${key}=${value}`).join('; '),
        ...(this.who ? { [sessionHeader]: participant.parse(this.who).sessionId } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line.split(';')[0] ?? '');
    return outcomeOf(name, response);
  }

  #keep(pair: string): void {
    const at = pair.indexOf('=');
    if (at > 0) this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** Opens the n-th branch's screen or liaison in a lesson. */
export async function atBranch(
  server: AttendanceServer,
  role: 'screen' | 'liaison',
  lessonId: string,
  number = 0,
): Promise<Attendant> {
  const path = server.demo.paths(role)[number];
  if (path === undefined) throw new Error(`there is no ${role} ${number}`);
  return attend(await signIn(server.url, path), lessonId);
}

/** The code that a screen or liaison shows now. */
export async function codeOn(
  screen: Attendant,
): Promise<NonNullable<CommandOutput<'attendance.code'>['code']>> {
  const { code } = await screen.command('attendance.code', {});
  if (!code) throw new Error('no code is shown');
  return code;
}
