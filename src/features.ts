import { createAttendance } from './attendance/feature.ts';
import type { PatrolSeen } from './attendance/patrol-seen.ts';
import { createClassroom, type ClassroomFeature } from './classroom/feature.ts';
import type { Cluster } from './cluster/port.ts';
import { createScan } from './clamd.ts';
import type { Config } from './config.ts';
import type { Invitation } from './contract/course.ts';
import { writeSpreadsheet } from './course/export/exports.ts';
import { createCourse } from './course/feature.ts';
import { questionFiles } from './course/import/question-file.ts';
import { createMaterials } from './materials/feature.ts';
import { createMessages } from './messages/feature.ts';
import { createLivePatrol } from './patrol/live/feature.ts';
import { createPatrol, type PatrolEvidence } from './patrol/feature.ts';
import { createBank } from './quiz/bank/feature.ts';
import { addDemoQuiz } from './quiz/demo-quiz.ts';
import { createQuiz } from './quiz/feature.ts';
import { createReadiness } from './readiness/feature.ts';
import { createReflection } from './reflection/feature.ts';
import { createRetention } from './retention/feature.ts';
import { createSchedule } from './schedule/feature.ts';
import { createScore, type ScoreFeature } from './score/feature.ts';
import { scoreSources } from './score-sources.ts';
import { createFeedback } from './feedback/feature.ts';
import { createHelp } from './help/feature.ts';
import { BreachedPasswords } from './identity/breached-passwords.ts';
import { createIdentity } from './identity/feature.ts';
import type { Clock } from './lib/clock.ts';
import type { Feature } from './lib/feature.ts';
import type { Logger } from './lib/logger.ts';
import type { MediaPort } from './media/port.ts';
import { createFanout } from './signaling/fanout.ts';
import type { Signaling } from './signaling/server.ts';
import type { OpenStore } from './store/open.ts';

/** What the features are built upon. */
export interface FeatureParts {
  config: Config;
  dataDir: string;
  store: OpenStore;
  media: MediaPort;
  cluster: Cluster;
  clock: Clock;
  log: Logger;
  /** Filled in once they are built: what a revoked session has to be thrown out of. */
  live: { signaling?: Signaling; classroom?: ClassroomFeature };
  /** Whether what is due in a course is to be done by this node, which takes it when nobody runs it. */
  runsHere: (courseId: string) => Promise<boolean>;
}

/** Topic of the bus: branches or trainees of the named course are others than before. */
const recordsChanged = 'course.records';

/** Builds every feature and connects them by narrow functions. */
export async function createFeatures({
  config,
  dataDir,
  store,
  media,
  cluster,
  clock,
  log,
  live,
  runsHere,
}: FeatureParts) {
  const { bus } = cluster;
  const fanout = createFanout(bus);
  const scan = createScan({ address: config.uploads.scanner, log });
  const { breachedPasswords } = config.accounts;
  const identity = await createIdentity({
    store,
    bus,
    clock,
    log,
    onRevoked: (sessionId) => {
      live.classroom?.revoke(sessionId);
      live.signaling?.revoke(sessionId);
    },
    factorForOrganisers: config.accounts.secondFactor === 'organisers',
    ...(breachedPasswords === null
      ? {}
      : { breachedPasswords: await BreachedPasswords.open(breachedPasswords) }),
    openSessions: () => live.signaling?.sessions() ?? [],
    onChanged: ({ participant, branchName }) => {
      live.signaling?.changed(participant, branchName);
      live.classroom?.follow(participant);
    },
  });
  const course = createCourse({
    store,
    clock,
    invite: (queries, invitees) => identity.identity.invite(queries, invitees),
    invitationsOf: (courseId, role) => identity.identity.invitationsOf(courseId, role),
    offersDemo: config.demo.enabled,
    demoCreated: async (courseId, by) => {
      await materials.addDemo(courseId, by);
      await addDemoQuiz({ store, clock }, courseId);
    },
    removing: async (queries, of, by) => {
      const ended = await identity.identity.letGo(queries, of, by);
      const removeFiles = 'courseId' in of ? await materials.letGo(queries, of.courseId, by) : undefined;
      const removeSent = 'courseId' in of ? await messages.letGo(queries, of.courseId) : undefined;
      return () => {
        identity.identity.signedOut(ended);
        removeFiles?.();
        removeSent?.();
      };
    },
    following: async (queries, courseId, of) => {
      const changed = await identity.identity.follow(queries, of);
      return () => {
        identity.identity.changed(changed);
        bus.publish(recordsChanged, courseId);
      };
    },
    lessonChanged: async (queries, before, after) => {
      const change = await schedule.schedule.record(queries, before, after);
      return () => change && schedule.schedule.announce(change);
    },
  });
  const classroom = createClassroom({
    store,
    records: course.courses,
    media,
    fanout,
    clock,
    log,
    graceMs: config.classroom.transportGraceMs,
    writeSpreadsheet,
    openQuiz: (by, courseId, quizId) => quiz.open(by, courseId, quizId),
    announce: (by, courseId, announcement) =>
      messages.announcements.announce(by, courseId, {
        ...announcement,
        branchIds: null,
        currentForMinutes: 60,
      }),
    traineeEntries: async (courseId) =>
      linksOfBranches(await identity.identity.invitationsOf(courseId, 'trainee'), clock.now()),
  });
  live.classroom = classroom;
  bus.subscribe(recordsChanged, (courseId) => {
    if (typeof courseId === 'string') classroom.recordsChanged(courseId);
  });
  const requireCourse = (courseId: string) => course.courses.read(courseId);
  const schedule = await createSchedule({
    store,
    clock,
    fanout,
    timetableOf: async (courseId) => {
      const { course: found, lessons } = await requireCourse(courseId);
      return { name: found.name, lessons };
    },
  });
  const materials = await createMaterials({
    store,
    clock,
    fanout,
    log,
    requireCourse,
    dataDir,
    settings: config.materials,
    scan,
  });
  const bank = createBank({ store, clock, requireCourse, writeSpreadsheet, files: questionFiles, scan });
  const readiness = createReadiness({ store, clock, fanout, media, requireCourse });
  const messages = createMessages({ store, clock, fanout, log, files: materials.files });
  const attendance = createAttendance({
    store,
    clock,
    fanout,
    log,
    access: classroom.access,
    writeSpreadsheet,
    scan,
    keyFor: (purpose) => identity.identity.keyFor(purpose),
    courseOfLesson: (lessonId) => course.courses.courseOfLesson(lessonId),
    door: identity.door,
    askPatrol: (lessonId) => seenBy(patrol.evidence, lessonId),
    verdictsChanged: (courseId) => score.scoresChanged(courseId, 'attendance'),
    lineReturned: (branchId, ms) => {
      quiz.giveBack(branchId, ms).catch((error: unknown) => {
        log.error({ err: error, branchId, ms }, 'a branch did not get back the time that its line was gone');
      });
    },
  });
  classroom.use(attendance.part);
  const livePatrol = createLivePatrol({ media, access: classroom.access });
  classroom.use(livePatrol.part);
  const patrol = createPatrol({
    store,
    clock,
    fanout,
    log,
    access: classroom.access,
    writeSpreadsheet,
    signInFigures: async (lessonId) => {
      const courseId = classroom.access.view(lessonId)?.lesson.courseId;
      const figures = courseId === undefined ? [] : await attendance.signInFigures(courseId, lessonId);
      // The ports together are no tile.
      return new Map(
        [...figures].flatMap(([branchId, { signedIn, expected }]) =>
          branchId === null ? [] : [[branchId, { signedIn, expected }] as const],
        ),
      );
    },
    sayToBranch: (by, courseId, { messageId, branchId, text }) =>
      messages.announcements.announce(by, courseId, {
        clientId: messageId,
        text,
        branchIds: [branchId],
        stays: false,
        currentForMinutes: 5,
      }),
  });
  classroom.use(patrol.part);
  const courseName = async (courseId: string) => (await requireCourse(courseId)).course.name;
  const scored = { store, clock, fanout, log, requireCourse, writeSpreadsheet, courseName };
  // What ran out while the server was down is handed in before there is a ledger to tell: whoever reads it brings it up.
  const late: { score?: ScoreFeature } = {};
  const quiz = await createQuiz({
    ...scored,
    changed: (courseId) => late.score?.scoresChanged(courseId, 'quiz'),
    isSignedIn: (traineeId, lessonId) => attendance.isSignedIn(traineeId, lessonId),
    deviceOf: (context) => identity.door.device(context).id,
    hasCamera: ({ lessonId, ...who }) => livePatrol.hasCamera(lessonId, who),
    runsHere,
  });
  classroom.use(quiz.part);
  const reflection = createReflection({
    ...scored,
    handedIn: (courseId) => score.scoresChanged(courseId, 'reflections'),
  });
  const sources = scoreSources({ attendance, quiz, reflection });
  const score = createScore({ ...scored, sources, publicUrl: config.server.publicUrl });
  late.score = score;
  const all: readonly Feature[] = [
    identity,
    course,
    schedule,
    materials,
    bank,
    readiness,
    messages,
    classroom,
    attendance,
    patrol,
    livePatrol,
    quiz,
    score,
    reflection,
    createFeedback(scored),
    createHelp(scored),
    createRetention({ store, clock, log, runsHere, removeCourse: (courseId) => course.expire(courseId) }),
  ];
  const courseOfLesson = (lessonId: string) => course.courses.courseOfLesson(lessonId);
  return { identity, all, courseOfLesson };
}

/** What attendance wants to know of patrol: the newest look at each room. */
async function seenBy(evidence: PatrolEvidence, lessonId: string): Promise<PatrolSeen> {
  const [seen, roundsFinished] = await Promise.all([
    evidence.lastSeenOf(lessonId),
    evidence.roundsFinished(lessonId),
  ]);
  const branches = [...seen.values()].map(
    ({ tileId, at, by, headCount, outcome, here }) =>
      [
        tileId,
        { at, byName: by, heads: headCount, finding: outcome === 'finding' ? outcome : null, here },
      ] as const,
  );
  return { roundsFinished, branches: new Map(branches) };
}

/** The links in use by which trainees get in who then say who they are: of each branch, and under null of the course. */
function linksOfBranches(links: readonly Invitation[], now: number): Map<string | null, Invitation> {
  const found = new Map<string | null, Invitation>();
  for (const link of links) {
    const isOpen = link.revokedAt === null && (link.expiresAt === null || link.expiresAt > now);
    if (link.traineeId === null && isOpen) found.set(link.branchId, link);
  }
  return found;
}
