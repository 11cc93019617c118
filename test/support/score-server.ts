import { rm } from 'node:fs/promises';
import { eq } from 'drizzle-orm';
import { createLocalCluster } from '../../src/cluster/local.ts';
import { sessionCookieName, type Participant } from '../../src/contract/identity.ts';
import { routes } from '../../src/contract/index.ts';
import { permissions } from '../../src/contract/permissions.ts';
import type { Role } from '../../src/contract/roles.ts';
import { writeSpreadsheet } from '../../src/course/export/exports.ts';
import { Metrics } from '../../src/http/metrics.ts';
import { createHttp } from '../../src/http/server.ts';
import { AppError } from '../../src/lib/errors.ts';
import { newId } from '../../src/lib/ids.ts';
import { createScore } from '../../src/score/feature.ts';
import type { LessonVerdicts, PaperResult, QuizPart } from '../../src/score/sources.ts';
import { createFanout } from '../../src/signaling/fanout.ts';
import { createSignaling } from '../../src/signaling/server.ts';
import * as tables from '../../src/store/schema/index.ts';
import { freshStore, quietLogger } from './database.ts';
import { createSession, type Session } from './wire.ts';

/** What a test's course says of its lessons, papers and reflections; tests change it as attendance and quizzes would. */
export interface Said {
  lessons: LessonVerdicts[];
  quizzes: QuizPart[];
  papers: PaperResult[];
  reflections: { traineeId: string; at: number }[];
  pending: { unmarked: number; open: number };
  /** How often attendance was asked for its verdicts. */
  asked: number;
}

export type ScoreServer = Awaited<ReturnType<typeof startScoreServer>>;

/** Scores behind the real HTTP server and its sockets, on an empty database; what they come from is what tests say. */
export async function startScoreServer() {
  const store = await freshStore();
  const clock = { time: Date.UTC(2030, 0, 7, 8), now: () => clock.time };
  const cluster = createLocalCluster(quietLogger);
  const { bus, ownership } = cluster;
  const courses = new Map<string, Said>();
  const said = (courseId: string): Said => {
    const found = courses.get(courseId);
    if (!found) throw new Error('no such course');
    return found;
  };
  const score = createScore({
    ...{ store, clock, fanout: createFanout(bus), log: quietLogger, writeSpreadsheet },
    publicUrl: 'https://plenum.example',
    courseName: async (courseId) => {
      const [found] = await store.db.select().from(tables.course).where(eq(tables.course.id, courseId));
      if (!found) throw new AppError('not_found');
      return found.name;
    },
    sources: {
      attendance: {
        verdicts: async (courseId) => {
          const of = said(courseId);
          of.asked += 1;
          return of.lessons;
        },
      },
      quiz: {
        results: async (courseId) => said(courseId),
        pending: async (courseId) => said(courseId).pending,
      },
      reflections: { handedIn: async (courseId) => said(courseId).reflections },
    },
  });
  const people = new Map<string, { participant: Participant; cookie: string }>();
  const authenticate = async (sessionId: string, cookie: string | undefined) => {
    const person = people.get(sessionId);
    return person && cookie?.includes(person.cookie) ? person.participant : undefined;
  };
  const features = [score];
  const shared = { log: quietLogger, features, authenticate, permissions, metrics: new Metrics() };
  const handled = new Set(Object.keys(score.routes ?? {}));
  const http = await createHttp({
    ...shared,
    ...{ version: '0.0.0', tls: undefined, strictTransport: 'off', trustProxy: false },
    ...{ client: { dir: '/nonexistent', developer: false }, metricsToken: null, checks: {} },
    routes: Object.fromEntries(Object.entries(routes).filter(([key]) => handled.has(key))),
  });
  const { port } = await http.listen('127.0.0.1', 0);
  const url = `http://127.0.0.1:${port}`;
  const signaling = createSignaling({
    ...shared,
    ...{ server: http.server, cluster, commands: {}, allowedOrigins: [] },
    ownerOf: (courseId) => ownership.ownerOf(courseId),
  });

  return {
    ...{ url, store, clock, score, said },
    /** Somebody who has come in. */
    session(role: Role, place: Partial<Participant> & { courseId: string | null }): Session {
      const sessionId = newId();
      const who = { sessionId, role, name: `示例${role}`, branchId: null, traineeId: null, ...place };
      const cookie = `${sessionCookieName(sessionId, false)}=${newId()}`;
      people.set(sessionId, { participant: who, cookie });
      return createSession(url, who, cookie);
    },
    /** A course of `count` trainees in a branch and one below it, without lessons. */
    async addCourse(count = 3) {
      const { db } = store;
      const [courseId, above, below] = [newId(), newId(), newId()];
      await db.insert(tables.course).values({ id: courseId, name: '示例培训班' });
      await db.insert(tables.branch).values([
        { id: above, courseId, number: 1, name: '示例分课堂 1', level: 1 },
        { id: below, courseId, number: 2, name: '示例分课堂 2', level: 2, parentId: above },
      ]);
      const trainees = Array.from({ length: count }, () => newId());
      await db.insert(tables.trainee).values(
        trainees.map((id, index) => ({
          ...{ id, courseId, number: `${1_001 + index}`, name: `示例学员 ${index + 1}` },
          ...{ unit: `示例单位 ${(index % 2) + 1}`, branchId: index % 2 === 0 ? above : below },
          position: index + 1,
        })),
      );
      const pending = { unmarked: 0, open: 0 };
      courses.set(courseId, { lessons: [], quizzes: [], papers: [], reflections: [], pending, asked: 0 });
      return { courseId, trainees, above, below };
    },
    async close() {
      signaling.close();
      await http.close();
      await score.close?.();
      await bus.close();
      await store.close();
      await rm(store.dataDir, { recursive: true, force: true });
    },
  };
}
