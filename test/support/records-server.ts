import { request as httpRequest } from 'node:http';
import type { Readable } from 'node:stream';
import { createLocalBus } from '../../src/cluster/local.ts';
import { z } from 'zod';
import { accountRoutes } from '../../src/contract/account.ts';
import { auditRoutes } from '../../src/contract/audit.ts';
import { courseRoutes } from '../../src/contract/course.ts';
import { entryRoutes } from '../../src/contract/entry.ts';
import { identityRoutes, sessionHeader, sessionView, type Participant } from '../../src/contract/identity.ts';
import { invitationRoutes } from '../../src/contract/invitation.ts';
import { importRoutes } from '../../src/contract/import.ts';
import { passwordLinkRoutes } from '../../src/contract/password-link.ts';
import { permissions } from '../../src/contract/permissions.ts';
import { recordRoutes } from '../../src/contract/records.ts';
import { retentionRoutes } from '../../src/contract/retention.ts';
import { secondFactorRoutes } from '../../src/contract/second-factor.ts';
import type { Role } from '../../src/contract/roles.ts';
import { createCourse } from '../../src/course/feature.ts';
import { Metrics } from '../../src/http/metrics.ts';
import { createHttp } from '../../src/http/server.ts';
import { createRetention } from '../../src/retention/feature.ts';
import { createIdentity } from '../../src/identity/feature.ts';
import type { IdentityDependencies } from '../../src/identity/service.ts';
import { freshStore, quietLogger } from './database.ts';
import { firstOrganiser } from './wire.ts';

/** Somebody with a browser: the session's id, and the cookie that proves it. */
export interface Guest {
  participant: Participant;
  cookie: string;
}

export interface Reply {
  status: number;
  body: unknown;
  /** The Set-Cookie line of a session, and of the device. */
  setCookie: string | null;
  deviceCookie: string | null;
}

/** Who a reply let in, with the cookies that it set. */
export function admitted(reply: Reply): Guest {
  if (reply.status !== 200) throw new Error(`the link was refused: ${JSON.stringify(reply.body)}`);
  const cookies = [reply.deviceCookie, reply.setCookie].flatMap((line) => line?.split(';')[0] ?? []);
  const { participant } = z.looseObject(sessionView.shape).parse(reply.body);
  return { participant, cookie: cookies.join('; ') };
}

export type RecordsServer = Awaited<ReturnType<typeof startRecordsServer>>;

/** The features that need nothing but records, behind the real HTTP server, on an empty database and a clock of its own. */
export async function startRecordsServer(options: Pick<IdentityDependencies, 'factorForOrganisers'> = {}) {
  const store = await freshStore();
  const clock = { time: Date.UTC(2030, 0, 7, 8), now: () => clock.time };
  const bus = createLocalBus(quietLogger);
  const revoked: string[] = [];
  const identityDependencies = {
    store,
    bus,
    clock,
    log: quietLogger,
    ...options,
    onRevoked: (sessionId: string) => void revoked.push(sessionId),
    // Its clock jumps; tests of that look by themselves.
    overInterval: 3_600_000,
  };
  const identityFeature = await createIdentity(identityDependencies);
  const { identity } = identityFeature;
  const courseFeature = createCourse({
    store,
    clock,
    invite: (queries, invitees) => identity.invite(queries, invitees),
    invitationsOf: (courseId, role) => identity.invitationsOf(courseId, role),
    removing: async (queries, of, by) => {
      const ended = await identity.letGo(queries, of, by);
      return () => identity.signedOut(ended);
    },
  });
  const retentionFeature = createRetention({
    store,
    clock,
    log: quietLogger,
    runsHere: () => Promise.resolve(true),
    removeCourse: (courseId) => courseFeature.expire(courseId),
  });
  const features = [identityFeature, courseFeature, retentionFeature];
  const http = await createHttp({
    log: quietLogger,
    version: '0.0.0',
    tls: undefined,
    strictTransport: 'off',
    trustProxy: false,
    client: { dir: '/nonexistent', developer: false },
    metrics: new Metrics(),
    metricsToken: null,
    checks: {},
    routes: {
      ...identityRoutes,
      ...accountRoutes,
      ...secondFactorRoutes,
      ...passwordLinkRoutes,
      ...invitationRoutes,
      ...entryRoutes,
      ...courseRoutes,
      ...recordRoutes,
      ...importRoutes,
      ...auditRoutes,
      ...retentionRoutes,
    },
    permissions,
    features,
    authenticate: (sessionId, cookieHeader) => identity.authenticate(sessionId, cookieHeader),
  });
  const { port } = await http.listen('127.0.0.1', 0);

  const request = async (
    method: string,
    path: string,
    guest?: Partial<Guest>,
    body?: unknown,
  ): Promise<Reply> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        ...(guest?.participant ? { [sessionHeader]: guest.participant.sessionId } : {}),
        ...(guest?.cookie === undefined ? {} : { cookie: guest.cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const lines = response.headers.getSetCookie();
    const isDevice = (line: string) => line.startsWith('plenum-device=');
    return {
      status: response.status,
      body: await response.json(),
      setCookie: lines.find((line) => !isDevice(line)) ?? null,
      deviceCookie: lines.find(isDevice) ?? null,
    };
  };

  /** A request whose body is a file, or whose answer is one. */
  const transfer = (method: string, path: string, guest: Guest, body?: Uint8Array): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        [sessionHeader]: guest.participant.sessionId,
        cookie: guest.cookie,
        ...(body ? { 'content-type': 'application/octet-stream' } : {}),
      },
      ...(body ? { body: Uint8Array.from(body) } : {}),
    });

  /** Sends a file of unknown length, and stops when the server has answered. */
  const stream = (path: string, guest: Guest, body: Readable): Promise<{ status: number | undefined }> =>
    new Promise((resolve, reject) => {
      const headers = {
        [sessionHeader]: guest.participant.sessionId,
        cookie: guest.cookie,
        'content-type': 'application/octet-stream',
      };
      const sending = httpRequest(
        `http://127.0.0.1:${port}${path}`,
        { method: 'POST', headers },
        (answer) => {
          body.destroy();
          sending.destroy();
          resolve({ status: answer.statusCode });
        },
      );
      sending.on('error', reject);
      body.pipe(sending);
    });

  /** Opens a link, as a browser does. */
  const enter = async (path: string): Promise<Guest> =>
    admitted(await request('POST', '/api/sessions', undefined, { token: path.replace('/j/', '') }));

  /** Opens an account link and makes the account. */
  const signUp = async (path: string, credentials = firstOrganiser): Promise<Guest> => {
    const body = { token: path.replace('/j/', ''), ...credentials };
    return admitted(await request('POST', '/api/accounts', undefined, body));
  };

  return {
    store,
    clock,
    identity,
    courses: courseFeature.courses,
    retention: retentionFeature.retention,
    identityDependencies,
    /** Ids of the sessions that were reported as ended. */
    revoked,
    request,
    transfer,
    stream,
    enter,
    signUp,
    /** Somebody of that role in the course, through the first of its links. */
    async enterAs(courseId: string, role: Role): Promise<Guest> {
      const [invitation] = await identity.invitationsOf(courseId, role);
      if (!invitation) throw new Error(`the course has no link for a ${role}`);
      return enter(invitation.path);
    },
    async close() {
      await http.close();
      for (const feature of features) await feature.close?.();
      await bus.close();
      await store.close();
    },
  };
}
