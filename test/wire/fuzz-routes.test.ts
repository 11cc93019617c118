import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { Route } from '../../src/contract/command.ts';
import { errorCatalogue } from '../../src/contract/errors.ts';
import { sessionHeader } from '../../src/contract/identity.ts';
import { routes } from '../../src/contract/index.ts';
import type { Permission } from '../../src/contract/permissions.ts';
import {
  actorFor,
  applied,
  changes,
  effort,
  inParallel,
  mayAttempt,
  permissionOf,
  tryAll,
  type Change,
} from '../support/fuzz/attempt.ts';
import { FuzzedClass, listNameOf, type Actor } from '../support/fuzz/class.ts';
import { HttpDoor, type HttpAnswer } from '../support/fuzz/http-door.ts';
import { IdRef } from '../support/fuzz/ids.ts';
import { inputOf } from '../support/fuzz/inputs.ts';
import { jsonOf } from '../support/fuzz/nasty.ts';

/*
 * Every route, as everybody, with inputs made from its own schemas and then broken. Whatever is sent: the server answers, never
 * with a failure of its own, and never with a success for what its contract does not take or the asker may not do. What an
 * attempt creates is there for the next ones. `PLENUM_FUZZ_RUNS=500 npx vitest run test/wire/fuzz` looks longer.
 */

let fuzzed: FuzzedClass;
let door: HttpDoor;

beforeAll(async () => {
  fuzzed = await FuzzedClass.start();
  door = new HttpDoor(fuzzed.server.url);
});
afterAll(async () => {
  door.close();
  await fuzzed.server.close();
});

/** How the request is dressed up: as pages do it, or in one of the ways that only an attacker does. */
const dresses = ['usual', 'noType', 'oddType', 'foreignSession', 'oddSession'] as const;
/** Bodies that are no JSON, or none that a page sends. */
const rawBodies = [
  '{',
  '[',
  'null',
  '"x"',
  '{}{}',
  '{"a":1,"a":2}',
  '\ufeff{}',
  '\u0000',
  '1e999',
  'x'.repeat(1_100_000),
];

interface Attempt {
  actor: Actor;
  params: unknown;
  query: unknown;
  body: unknown;
  /** Sent in place of the body. */
  raw: string | undefined;
  broken: 'params' | 'query' | 'body';
  made: Change[];
  dress: (typeof dresses)[number];
}

function attemptFor(route: Route, permission: Permission): fc.Arbitrary<Attempt> {
  return fc.record({
    actor: actorFor(permission),
    params: inputOf(route.params),
    query: inputOf(route.query),
    body: inputOf(route.body),
    raw: fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, fc.constantFrom(...rawBodies)),
    broken: fc.constantFrom('params', 'query', 'body', 'body', 'body'),
    made: changes,
    dress: fc.oneof({ weight: 12, arbitrary: fc.constant('usual' as const) }, fc.constantFrom(...dresses)),
  });
}

/** What really goes over the wire. */
interface Sent {
  actor: Actor;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** Whether the contract takes it. */
  valid: boolean;
}

/** Longer addresses are refused by the parser of HTTP, which ends the connection. */
const longestPath = 12_000;

/** Text as it survives an address. */
const wellFormed = (text: string): string => Buffer.from(text).toString();
const asText = (value: unknown): string => wellFormed(typeof value === 'string' ? value : jsonOf(value));

function dressUp(
  name: string,
  route: Route,
  attempt: Attempt,
): Omit<Sent, 'headers'> & { type: string | undefined } {
  const [method = '', pattern = ''] = name.split(' ');
  const removes = method === 'DELETE' || /invitations|places|accounts|sessions|bulk/.test(pattern);
  const part = (key: 'params' | 'query' | 'body'): unknown => {
    const changed = attempt.broken === key ? applied(attempt[key], attempt.made) : attempt[key];
    const whole = name === 'DELETE /api/courses/:courseId' && key === 'params';
    return fuzzed.known.resolve(whole ? { courseId: new IdRef('spareId', 0, true) } : changed, removes);
  };
  const params = new Map(Object.entries(part('params') ?? {}).map(([key, value]) => [key, asText(value)]));
  const path = pattern.replace(/:(\w+)/g, (_, key: string) =>
    encodeURIComponent(params.get(key) ?? '').slice(0, 3_000),
  );
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(part('query') ?? {}))
    for (const one of [value].flat().slice(0, 300))
      query.append(wellFormed(key), asText(one).slice(0, 2_000));
  const address = `${path}?${query.toString()}`.slice(0, longestPath);
  const isFile = route.upload !== undefined || (route.raw === true && method === 'PATCH');
  const takesBody = !(route.body instanceof z.ZodUndefined);
  const body = !takesBody && !isFile ? undefined : (attempt.raw ?? jsonOf(part('body')));
  const named = Object.fromEntries(
    [...pattern.matchAll(/:(\w+)/g)].map(([, key = '']) => [key, params.get(key)]),
  );
  const valid =
    route.params.safeParse(named).success &&
    route.query.safeParse(received(new URLSearchParams(address.slice(path.length + 1)))).success &&
    (!takesBody || route.body.safeParse(json(body ?? '')).success);
  const type = body === undefined ? undefined : isFile ? 'application/octet-stream' : 'application/json';
  return {
    actor: attempt.actor,
    method,
    path: address,
    body,
    valid,
    type,
  };
}

/** A query as the server reads it: what comes twice is a list. */
function received(query: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((key) => {
      const values = query.getAll(key);
      return [key, values.length === 1 ? values[0] : values];
    }),
  );
}

const noJson = Symbol('no JSON');
function json(text: string): unknown {
  try {
    // A byte order mark before it is taken for what it is (RFC 8259, 8.1).
    const parsed: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return parsed;
  } catch {
    return noJson;
  }
}

async function headersFor(
  { actor, type }: { actor: Actor; type: string | undefined },
  dress: Attempt['dress'],
) {
  const session = await fuzzed.session(actor);
  const headers: Record<string, string> = session
    ? { cookie: session.cookie, [sessionHeader]: session.participant.sessionId }
    : {};
  if (dress === 'oddSession') headers[sessionHeader] = '__proto__';
  if (dress === 'foreignSession' && session) {
    const other = await fuzzed.session(actor === 'inspector' ? 'lecturer' : 'inspector');
    headers[sessionHeader] = other?.participant.sessionId ?? '';
  }
  if (type !== undefined && dress !== 'noType')
    headers['content-type'] = dress === 'oddType' ? 'application/xml; charset=utf-16' : type;
  return headers;
}

/** Why this answer must not have been given; undefined when it may. */
function problemOf(
  route: Route,
  permission: Permission,
  sent: Sent,
  dress: string,
  answer: HttpAnswer,
): string | undefined {
  const { status, body } = answer;
  const parsed = json(body);
  const code = z.object({ error: z.object({ code: z.string() }) }).safeParse(parsed).data?.error.code;
  if (code === 'media_full' || code === 'media_unavailable' || code === 'storage_full') return undefined;
  if (status >= 500 || code === 'internal') return 'it failed';
  // Refused by the parser of HTTP, before there is a request.
  if (status === 431) return undefined;
  if (status >= 400) {
    const isNamed = code !== undefined && Object.hasOwn(errorCatalogue, code);
    return isNamed || route.raw === true || sent.method === 'HEAD'
      ? undefined
      : 'the refusal is not in the catalogue';
  }
  if (!mayAttempt(permission, sent.actor)) return 'it was done for somebody who may not';
  const isStranger = dress === 'oddSession' || (dress === 'foreignSession' && sent.actor !== 'nobody');
  if (isStranger && permission.scope !== 'public') return "it was done in another's name";
  if (!sent.valid) return 'it was done although the contract does not take it';
  if (route.raw === true || route.download === true) return undefined;
  const output = route.output.safeParse(parsed);
  return output.success
    ? undefined
    : `the answer is not the contract's: ${output.error.message.slice(0, 300)}`;
}

function describeSent({ method, path, body, actor }: Sent): string {
  return `${method} ${path.slice(0, 400)} as ${actor}\n${(body ?? '').slice(0, 800)}`;
}

async function attemptOnce(
  name: string,
  route: Route,
  permission: Permission,
  attempt: Attempt,
): Promise<void> {
  const { type, ...rest } = dressUp(name, route, attempt);
  const sent: Sent = { ...rest, headers: await headersFor({ actor: rest.actor, type }, attempt.dress) };
  const send = () =>
    door.send(sent.method, sent.path, sent.headers, sent.body).catch((error: unknown) => {
      throw new Error(`${describeSent(sent)}\n-> ${String(error)}`);
    });
  let answer = await send();
  if (answer.status === 401 && attempt.dress === 'usual' && sent.actor !== 'nobody') {
    // Another attempt ended the shared session. A new one must be let in.
    fuzzed.forget(sent.actor);
    sent.headers = await headersFor({ actor: sent.actor, type }, attempt.dress);
    answer = await send();
  }
  seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
  const problem = problemOf(route, permission, sent, attempt.dress, answer);
  if (problem !== undefined) {
    const told = `${answer.status} ${answer.body.slice(0, 400)}`;
    throw new Error(`${problem}\n${describeSent(sent)}, ${attempt.dress}\n-> ${told}`);
  }
  if (answer.status < 300) fuzzed.known.gather(json(answer.body), listNameOf(name.split(' ')[1] ?? ''));
}

/** Answers by their status. */
const seen = new Map<number, number>();

/** Those that make something come first: the others need it. */
function inOrder(): [string, Route][] {
  const rank = (name: string): number =>
    (/^(POST|PUT) /.test(name) ? 0 : 1) * 10 + (name.match(/:/g)?.length ?? 0);
  return Object.entries<Route>(routes).sort(([a], [b]) => rank(a) - rank(b));
}

/** A whole artificial course, a file or a report takes the server longer than all else together. */
function runsOf(name: string, route: Route): number {
  return name === 'POST /api/demo' ? 2 : route.download === true ? Math.ceil(effort.runs / 2) : effort.runs;
}

it('answers every request to every route, and never fails', async () => {
  const tasks = inOrder().map(([name, route]) => async () => {
    const permission = permissionOf(name);
    const attempt = (one: Attempt) => attemptOnce(name, route, permission, one);
    await tryAll(name, attemptFor(route, permission), attempt, runsOf(name, route));
  });
  await inParallel(tasks, 6);
  expect(fuzzed.failures()).toEqual([]);
  // Not everything was turned away at the door.
  expect([...seen].reduce((sum, [status, times]) => sum + (status < 300 ? times : 0), 0)).toBeGreaterThan(
    200,
  );
  expect((await fetch(`${fuzzed.server.url}/readyz`)).status).toBe(200);
}, 3_600_000);
