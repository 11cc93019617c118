import { createLocalBus } from '../../src/cluster/local.ts';
import { courseRoutes } from '../../src/contract/course.ts';
import { identityRoutes, sessionHeader, sessionView, type Participant } from '../../src/contract/identity.ts';
import { permissions } from '../../src/contract/permissions.ts';
import type { Role } from '../../src/contract/roles.ts';
import { createCourse } from '../../src/course/feature.ts';
import { Metrics } from '../../src/http/metrics.ts';
import { createHttp } from '../../src/http/server.ts';
import { createIdentity } from '../../src/identity/feature.ts';
import { freshStore, quietLogger } from './database.ts';

/** Somebody with a browser: the session's id, and the cookie that proves it. */
export interface Guest {
  participant: Participant;
  cookie: string;
}

export interface Reply {
  status: number;
  body: unknown;
  setCookie: string | null;
}

export type RecordsServer = Awaited<ReturnType<typeof startRecordsServer>>;

/** The features that need nothing but records, behind the real HTTP server, on an empty database and a clock of its own. */
export async function startRecordsServer() {
  const store = await freshStore();
  const clock = { time: Date.UTC(2030, 0, 7, 8), now: () => clock.time };
  const bus = createLocalBus(quietLogger);
  const revoked: string[] = [];
  const identityDependencies = {
    store,
    bus,
    clock,
    log: quietLogger,
    onRevoked: (sessionId: string) => void revoked.push(sessionId),
  };
  const identityFeature = await createIdentity(identityDependencies);
  const { identity } = identityFeature;
  const courseFeature = createCourse({
    store,
    clock,
    invite: (queries, invitees) => identity.invite(queries, invitees),
    invitationsOf: (courseId, role) => identity.invitationsOf(courseId, role),
  });
  const features = [identityFeature, courseFeature];
  const http = await createHttp({
    log: quietLogger,
    version: '0.0.0',
    tls: undefined,
    strictTransport: false,
    trustProxy: false,
    client: { dir: '/nonexistent', developer: false },
    metrics: new Metrics(),
    metricsToken: null,
    checks: {},
    routes: { ...identityRoutes, ...courseRoutes },
    permissions,
    features,
    authenticate: (sessionId, cookieHeader) => identity.authenticate(sessionId, cookieHeader),
  });
  const { port } = await http.listen('127.0.0.1', 0);

  const request = async (method: string, path: string, guest?: Guest, body?: unknown): Promise<Reply> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        ...(guest ? { [sessionHeader]: guest.participant.sessionId, cookie: guest.cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      body: await response.json(),
      setCookie: response.headers.get('set-cookie'),
    };
  };

  /** Opens a link, as a browser does. */
  const enter = async (path: string): Promise<Guest> => {
    const reply = await request('POST', '/api/sessions', undefined, { token: path.replace('/j/', '') });
    if (reply.status !== 200) throw new Error(`the link was refused: ${JSON.stringify(reply.body)}`);
    const cookie = reply.setCookie?.split(';')[0];
    if (cookie === undefined) throw new Error('no cookie was set');
    return { participant: sessionView.parse(reply.body).participant, cookie };
  };

  return {
    store,
    clock,
    identity,
    courses: courseFeature.courses,
    identityDependencies,
    /** Ids of the sessions that were reported as ended. */
    revoked,
    request,
    enter,
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
