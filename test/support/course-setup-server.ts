import { rm } from 'node:fs/promises';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { createLocalCluster } from '../../src/cluster/local.ts';
import type { Lesson } from '../../src/contract/course.ts';
import { sessionCookieName, type Participant } from '../../src/contract/identity.ts';
import { routes } from '../../src/contract/index.ts';
import { permissions } from '../../src/contract/permissions.ts';
import type { Role } from '../../src/contract/roles.ts';
import { Metrics } from '../../src/http/metrics.ts';
import { writeSpreadsheet } from '../../src/course/export/exports.ts';
import { questionFiles } from '../../src/course/import/question-file.ts';
import { createFeedback } from '../../src/feedback/feature.ts';
import { createHelp } from '../../src/help/feature.ts';
import { createHttp } from '../../src/http/server.ts';
import { AppError } from '../../src/lib/errors.ts';
import type { Feature, RouteContext } from '../../src/lib/feature.ts';
import { newId } from '../../src/lib/ids.ts';
import { noScan, type Scan } from '../../src/lib/scan.ts';
import { createMaterials } from '../../src/materials/feature.ts';
import { createMessages } from '../../src/messages/feature.ts';
import { MessageFiles } from '../../src/messages/files.ts';
import { createBank } from '../../src/quiz/bank/feature.ts';
import { createQuiz } from '../../src/quiz/feature.ts';
import { createReadiness } from '../../src/readiness/feature.ts';
import type { ReadinessDependencies } from '../../src/readiness/service.ts';
import { createReflection } from '../../src/reflection/feature.ts';
import { createSchedule } from '../../src/schedule/feature.ts';
import { createFanout } from '../../src/signaling/fanout.ts';
import { createSignaling } from '../../src/signaling/server.ts';
import * as tables from '../../src/store/schema/index.ts';
import { freshStore, quietLogger } from './database.ts';
import { createSession, type Session } from './wire.ts';

const hour = 3_600_000;

/** What one course of the server consists of, by id. */
export interface SmallCourse {
  courseId: string;
  lessons: string[];
  branches: string[];
  /** One in each branch, then one on a port. */
  trainees: string[];
}

export type CourseSetupServer = Awaited<ReturnType<typeof startCourseSetupServer>>;

/**
 * Schedule, materials, readiness, messages, help, reflections, feedback, questions and quizzes behind the real HTTP server and its
 * sockets, on an empty database and a clock of its
 * own. Who somebody is, which is the identity feature's business, is what `session` says.
 */
export async function startCourseSetupServer(
  options: { maxFileMegabytes?: number; media?: ReadinessDependencies['media']; scan?: Scan } = {},
) {
  const store = await freshStore();
  const clock = { time: Date.UTC(2030, 0, 7, 8), now: () => clock.time };
  const cluster = createLocalCluster(quietLogger);
  const { bus, ownership } = cluster;
  const fanout = createFanout(bus);
  const lessonsOf = async (courseId: string): Promise<Lesson[]> => {
    const rows = await store.db.select().from(tables.lesson).where(eq(tables.lesson.courseId, courseId));
    return rows
      .map(({ revision: _revision, ...row }) => ({
        ...row,
        startsAt: row.startsAt.getTime(),
        endsAt: row.endsAt.getTime(),
        startedAt: null,
        endedAt: null,
      }))
      .sort((a, b) => a.startsAt - b.startsAt);
  };
  const requireCourse = async (courseId: string) => {
    const [found] = await store.db.select().from(tables.course).where(eq(tables.course.id, courseId));
    if (!found) throw new AppError('not_found');
    return found;
  };
  const deps = { store, clock, fanout, log: quietLogger, requireCourse };
  const schedule = await createSchedule({
    ...deps,
    timetableOf: async (courseId) => ({
      name: (await requireCourse(courseId)).name,
      lessons: await lessonsOf(courseId),
    }),
  });
  const settings = { maxFileMegabytes: options.maxFileMegabytes ?? 8, uploadExpiresHours: 48 };
  const { scan = noScan } = options;
  const materialsDeps = { ...deps, dataDir: store.dataDir, settings, scan };
  const materials = await createMaterials(materialsDeps);
  const noMedia = {
    openProbe: () => Promise.reject(new AppError('media_unavailable')),
    iceServers: () => [],
  };
  const readiness = createReadiness({ ...deps, media: options.media ?? noMedia });
  const messages = createMessages({ ...deps, files: materials.files });
  const help = createHelp(deps);
  const courseName = async (courseId: string) => (await requireCourse(courseId)).name;
  const handedIn: string[] = [];
  const reflection = createReflection({
    ...deps,
    courseName,
    writeSpreadsheet,
    handedIn: (_courseId, traineeId) => void handedIn.push(traineeId),
  });
  const feedback = createFeedback({ ...deps, courseName, writeSpreadsheet });
  const bank = createBank({ ...deps, writeSpreadsheet, files: questionFiles, scan });
  const scored: string[] = [];
  const signedInTo = new Set<string>();
  /** Trainees who sit before a camera on patrol. */
  const onCamera = new Set<string>();
  const logged: string[] = [];
  const quizDeps = {
    ...deps,
    log: pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) }),
    writeSpreadsheet,
    changed: (courseId: string) => void scored.push(courseId),
    isSignedIn: async (traineeId: string, lessonId: string) => signedInTo.has(`${traineeId} ${lessonId}`),
    hasCamera: ({ traineeId }: { traineeId: string }) => onCamera.has(traineeId),
    // Each session is another device.
    deviceOf: ({ participant }: RouteContext) => participant?.sessionId ?? '',
  };
  const quiz = await createQuiz(quizDeps);
  const features: Feature[] = [
    schedule,
    materials,
    readiness,
    messages,
    help,
    reflection,
    feedback,
    bank,
    quiz,
  ];
  const handled = new Set(features.flatMap((one) => Object.keys({ ...one.routes, ...one.rawRoutes })));

  const people = new Map<string, { participant: Participant; cookie: string }>();
  const authenticate = async (sessionId: string, cookie: string | undefined) => {
    const person = people.get(sessionId);
    return person && cookie?.includes(person.cookie) ? person.participant : undefined;
  };
  const shared = { log: quietLogger, features, authenticate, permissions, metrics: new Metrics() };
  const http = await createHttp({
    ...shared,
    version: '0.0.0',
    tls: undefined,
    strictTransport: 'off',
    trustProxy: false,
    client: { dir: '/nonexistent', developer: false },
    metricsToken: null,
    checks: {},
    routes: Object.fromEntries(Object.entries(routes).filter(([key]) => handled.has(key))),
  });
  const { port } = await http.listen('127.0.0.1', 0);
  const url = `http://127.0.0.1:${port}`;
  const signaling = createSignaling({
    ...shared,
    server: http.server,
    cluster,
    ownerOf: (courseId) => ownership.ownerOf(courseId),
    commands: {},
    allowedOrigins: [],
  });

  /** Somebody who has come in. */
  const session = (role: Role, place: Partial<Participant> & { courseId: string | null }): Session => {
    const sessionId = newId();
    const participant = {
      sessionId,
      role,
      name: `示例${role}`,
      branchId: null,
      traineeId: null,
      ...place,
    };
    const cookie = `${sessionCookieName(sessionId, false)}=${newId()}`;
    people.set(sessionId, { participant, cookie });
    return createSession(url, participant, cookie);
  };

  return {
    url,
    store,
    clock,
    /** Moves somebody who is there to another branch, as the identity feature does. */
    move(who: Session, branchId: string | null): void {
      const person = people.get(who.participant.sessionId);
      if (!person) throw new Error('nobody has that session');
      person.participant = { ...person.participant, branchId };
      signaling.changed(person.participant, null);
    },
    /** Announces a change of a lesson, as the course feature does. */
    async lessonChanged(before: Lesson | null, after: Lesson | null): Promise<void> {
      const recorded = await store.transaction((queries) => schedule.schedule.record(queries, before, after));
      if (recorded) schedule.schedule.announce(recorded);
    },
    session,
    quiz,
    /** The quiz feature once more on the same records, as after a restart. */
    restartQuiz: () => createQuiz(quizDeps),
    /** The lines that quizzes wrote to the log as warnings and errors. */
    logged,
    /** `trainee lesson` of those who signed in. */
    signedInTo,
    onCamera,
    /** The courses whose scores may be others than before, as often as the score hears of them. */
    scored,
    /** The trainees whose reflections were handed in, as the score hears of them. */
    handedIn,
    lessonsOf,
    addDemo: (courseId: string) => materials.addDemo(courseId, null),
    /** Looks for files that came into no post, as the messages feature does from time to time. */
    async expireMessageFiles(): Promise<void> {
      const files = new MessageFiles({ ...deps, files: materials.files });
      await files.expire();
      files.close();
    },
    /** The same feature once more on the same records, as after a restart. */
    restartMaterials: () => createMaterials(materialsDeps),
    /** A course of two lessons, three branches and a port. */
    async addCourse(name = '示例小班'): Promise<SmallCourse> {
      const { db } = store;
      const courseId = newId();
      const [lessons, branches, trainees] = [2, 3, 4].map((length) => Array.from({ length }, () => newId()));
      const ids = { courseId, lessons: lessons ?? [], branches: branches ?? [], trainees: trainees ?? [] };
      await db.insert(tables.course).values({ id: courseId, name });
      await db.insert(tables.lesson).values(
        ids.lessons.map((id, index) => ({
          id,
          courseId,
          title: `示例第 ${index + 1} 课`,
          lecturerName: '示例教师 01',
          kind: 'lecture' as const,
          startsAt: new Date(clock.time + (2 * index + 1) * hour),
          endsAt: new Date(clock.time + (2 * index + 2) * hour),
        })),
      );
      await db.insert(tables.branch).values(
        ids.branches.map((id, index) => ({
          id,
          courseId,
          number: index + 1,
          name: `示例分课堂 ${index + 1}`,
          level: 1 as const,
          place: `示例楼 ${index + 1} 会议室`,
          liaisonName: `示例联络员 ${index + 1}`,
          liaisonPhone: `000-0000-00${index + 1}`,
        })),
      );
      await db.insert(tables.trainee).values(
        ids.trainees.map((id, index) => ({
          id,
          courseId,
          number: `000${index + 1}`,
          name: `示例学员 ${index + 1}`,
          branchId: ids.branches[index] ?? null,
          port: index >= ids.branches.length,
        })),
      );
      return ids;
    },
    async close() {
      signaling.close();
      await http.close();
      for (const feature of features) await feature.close?.();
      await bus.close();
      await store.close();
      await rm(store.dataDir, { recursive: true, force: true });
    },
  };
}
