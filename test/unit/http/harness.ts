import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { pino } from 'pino';
import { z } from 'zod';
import type { Route } from '../../../src/contract/command.ts';
import type { Participant } from '../../../src/contract/identity.ts';
import type { Permission } from '../../../src/contract/permissions.ts';
import { plainLine } from '../../../src/contract/text.ts';
import { Metrics } from '../../../src/http/metrics.ts';
import { createHttp, type HttpOptions, type HttpServer } from '../../../src/http/server.ts';
import { AppError } from '../../../src/lib/errors.ts';
import type { Feature } from '../../../src/lib/feature.ts';
import { createSession, type Session } from '../../support/wire.ts';

const empty = z.strictObject({});

/** Routes that exist for tests only: each shows one thing that a handler can do. */
export const testRoutes = {
  'POST /api/sessions': {
    summary: 'Open to everybody.',
    params: empty,
    query: empty,
    body: z.strictObject({ token: z.string().max(64) }),
    output: z.strictObject({ secure: z.boolean(), signedIn: z.boolean() }),
  },
  'GET /api/things/:thingId': {
    summary: 'Answers with its parts.',
    params: z.strictObject({ thingId: z.string().max(8) }),
    query: z.strictObject({ page: z.coerce.number().int().default(1) }),
    body: z.undefined(),
    // A text that the contract makes harmless is one on its way out too.
    output: z.strictObject({ thingId: z.string(), page: z.number(), role: plainLine(20) }),
  },
  'PUT /api/things/:thingId': {
    summary: 'Fails as it is told.',
    params: z.strictObject({ thingId: z.string() }),
    query: empty,
    body: z.strictObject({ how: z.enum(['throw', 'refuse', 'leak']) }),
    output: z.strictObject({ open: z.string() }),
  },
  'DELETE /api/things/:thingId': {
    summary: 'For lecturers.',
    params: z.strictObject({ thingId: z.string() }),
    query: empty,
    body: z.undefined(),
    output: empty,
  },
} satisfies Record<string, Route>;

export const testPermissions: Record<keyof typeof testRoutes, Permission> = {
  'POST /api/sessions': { scope: 'public', roles: [] },
  'GET /api/things/:thingId': { scope: 'course', roles: ['organiser', 'lecturer'] },
  'PUT /api/things/:thingId': { scope: 'course', roles: ['organiser', 'lecturer'] },
  'DELETE /api/things/:thingId': { scope: 'course', roles: ['lecturer'] },
};

export const organiser: Participant = {
  sessionId: 'session-organiser',
  role: 'organiser',
  name: 'Organiser A',
  courseId: null,
  branchId: null,
  traineeId: null,
};

export const testFeature: Feature = {
  name: 'test',
  routes: {
    'POST /api/sessions': async (context) => {
      context.setCookie('plenum-x', 'secret', 60);
      return { secure: context.secure, signedIn: context.participant !== undefined };
    },
    'GET /api/things/:thingId': async (
      context,
      input: { params: { thingId: string }; query: { page: number } },
    ) => ({
      thingId: input.params.thingId,
      page: input.query.page,
      role: context.participant?.role ?? 'nobody',
    }),
    'PUT /api/things/:thingId': async (_context, input: { body: { how: string } }) => {
      if (input.body.how === 'throw') throw new Error('a secret inside');
      if (input.body.how === 'refuse') throw new AppError('conflict', { because: 'of the test' });
      return { open: 'yes', answerKey: 'B' };
    },
    'DELETE /api/things/:thingId': async () => ({}),
  },
};

export interface Harness {
  url: string;
  http: HttpServer;
  metrics: Metrics;
  lines: Record<string, unknown>[];
  session: Session;
}

/** The HTTP server on a port of its own, with a feature that exists for tests only. */
export async function openHarness(dir: string, extra: Partial<HttpOptions> = {}): Promise<Harness> {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): number =>
    lines.push(z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
  const metrics = extra.metrics ?? new Metrics();
  const http = await createHttp({
    log: pino({ level: 'debug' }, { write }),
    version: '1.2.3',
    tls: undefined,
    strictTransport: 'off',
    trustProxy: false,
    client: { dir, developer: false },
    metrics,
    metricsToken: null,
    checks: { part: () => true },
    routes: testRoutes,
    permissions: testPermissions,
    features: [testFeature],
    authenticate: async (sessionId, cookie) =>
      cookie === `secret=${sessionId}` && sessionId === organiser.sessionId ? organiser : undefined,
    ...extra,
  });
  const { port } = await http.listen('127.0.0.1', 0);
  const url = `${extra.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  return {
    url,
    http,
    metrics,
    lines,
    session: createSession(url, organiser, `secret=${organiser.sessionId}`),
  };
}

/** A built client in small: an index, an asset with a hash in its name, and one without. */
export async function writeClient(dir: string): Promise<void> {
  const index = '<!doctype html><title>Plenum</title>';
  await mkdir(join(dir, 'assets'), { recursive: true });
  await writeFile(join(dir, 'index.html'), index);
  await writeFile(join(dir, 'index.html.br'), brotliCompressSync(index));
  await writeFile(join(dir, 'assets/main-4f3a.js'), 'export {};');
  await writeFile(join(dir, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
}
