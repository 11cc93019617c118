import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { createAttendance } from './attendance/feature.ts';
import type { PatrolSeen } from './attendance/patrol-seen.ts';
import { createClassroom, type ClassroomFeature } from './classroom/feature.ts';
import { createLocalBus } from './cluster/local.ts';
import type { Config } from './config.ts';
import type { Invitation } from './contract/course.ts';
import { commands, routes } from './contract/index.ts';
import { permissions } from './contract/permissions.ts';
import { writeSpreadsheet } from './course/export/exports.ts';
import { createCourse } from './course/feature.ts';
import { questionFiles } from './course/import/question-file.ts';
import { createMaterials } from './materials/feature.ts';
import { createMessages } from './messages/feature.ts';
import { createLivePatrol } from './patrol/live/feature.ts';
import { createPatrol, type PatrolEvidence } from './patrol/feature.ts';
import { createBank } from './quiz/bank/feature.ts';
import { createReadiness } from './readiness/feature.ts';
import { createSchedule } from './schedule/feature.ts';
import { Metrics } from './http/metrics.ts';
import { createHttp } from './http/server.ts';
import { loadTls, ownNames } from './http/tls.ts';
import { createIdentity } from './identity/feature.ts';
import { systemClock, type Clock } from './lib/clock.ts';
import type { Feature } from './lib/feature.ts';
import type { Logger } from './lib/logger.ts';
import { createMedia, type MediaService } from './media/service.ts';
import { createFanout } from './signaling/fanout.ts';
import { removeAddress, writeAddress } from './running-address.ts';
import { createSignaling, type Signaling } from './signaling/server.ts';
import { openStore, type OpenStore } from './store/open.ts';
import type { Listening, StartStep } from './welcome.ts';

export interface AppOptions {
  log: Logger;
  /** The folder that holds package.json, config/ and dist/client/. */
  root: string;
  clock?: Clock;
  /** Told when a step of the start begins. */
  onStep?: (step: StartStep) => void;
}

export interface App {
  /** Opens the port. Throws when it is taken. */
  listen(): Promise<Listening>;
  /** Refuses newcomers, tells clients, ends everything in order. Idempotent; a part that fails does not hold up the next. */
  close(): Promise<void>;
}

/** What has been opened so far and has to be closed again, the newest first. */
class Closing {
  readonly #log: Logger;
  readonly #steps: { name: string; close: () => Promise<void> | void }[] = [];
  #closing: Promise<void> | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  add(name: string, close: () => Promise<void> | void): void {
    this.#steps.unshift({ name, close });
  }

  run(): Promise<void> {
    this.#closing ??= this.#run();
    return this.#closing;
  }

  async #run(): Promise<void> {
    for (const { name, close } of this.#steps) {
      try {
        await close();
      } catch (error) {
        this.#log.error({ err: error, part: name }, 'a part did not close cleanly');
      }
    }
  }
}

/** Builds everything once. What is open already is closed again when a later part fails. */
export async function createApp(config: Config, options: AppOptions): Promise<App> {
  const closing = new Closing(options.log);
  try {
    return await build(config, options, closing);
  } catch (error) {
    await closing.run();
    throw error;
  }
}

async function build(config: Config, options: AppOptions, closing: Closing): Promise<App> {
  const { log, root, clock = systemClock, onStep } = options;
  const dataDir = resolve(root, config.dataDir);

  onStep?.('records');
  const store = await openStore({ dataDir, url: config.database.url ?? undefined, logger: log });
  closing.add('store', () => store.close());

  onStep?.('media');
  const media = await createMedia(config.media, log);
  closing.add('media', () => media.close());

  onStep?.('features');
  const bus = createLocalBus(log);
  closing.add('bus', () => bus.close());
  const live: { signaling?: Signaling; classroom?: ClassroomFeature } = {};
  const features = await createFeatures({
    config,
    dataDir,
    store,
    media,
    bus,
    clock,
    log,
    live,
  });
  const { identity } = features;
  for (const feature of features.all) closing.add(feature.name, () => feature.close?.());

  onStep?.('web');
  const metrics = new Metrics();
  metrics.start(() => media.stats());
  const state = { stopping: false };
  const authenticate = identity.identity.authenticate.bind(identity.identity);
  const shared = { log, features: features.all, authenticate, permissions, metrics };
  const tls = await loadTls(config.tls, { dataDir, publicUrl: config.server.publicUrl, log });
  const http = await createHttp({
    ...shared,
    version: await readVersion(root),
    routes,
    tls,
    strictTransport: config.tls.mode === 'files',
    trustProxy: config.server.trustProxy,
    client: { dir: join(root, 'dist/client'), developer: config.environment !== 'production' },
    metricsToken: config.metrics.token,
    checks: {
      records: () => store.ping().then(() => true),
      media: () => media.load().some((worker) => worker.alive),
      notStopping: () => !state.stopping,
    },
  });
  closing.add('http', () => http.close());
  const { publicUrl, allowedOrigins } = config.server;
  const origins = publicUrl === null ? allowedOrigins : [...allowedOrigins, new URL(publicUrl).origin];
  const signaling = createSignaling({
    ...shared,
    server: http.server,
    bus,
    commands,
    allowedOrigins: origins,
  });
  live.signaling = signaling;
  closing.add('signaling', () => signaling.close());

  return {
    async listen() {
      const { port } = await http.listen(config.server.host, config.server.port);
      const organiser = identity.identity;
      const path = (await organiser.hasOrganiser()) ? null : await organiser.organiserPath();
      const found = listening(config, port, path);
      await writeAddress(dataDir, found.url);
      closing.add('address', () => removeAddress(dataDir));
      return found;
    },
    close() {
      state.stopping = true;
      signaling.stop();
      return closing.run();
    },
  };
}

interface FeatureParts {
  config: Config;
  dataDir: string;
  store: OpenStore;
  media: MediaService;
  bus: ReturnType<typeof createLocalBus>;
  clock: Clock;
  log: Logger;
  /** Filled in once they are built: what a revoked session has to be thrown out of. */
  live: { signaling?: Signaling; classroom?: ClassroomFeature };
}

/** Topic of the bus: the branches of the named course are others than before. */
const branchesChanged = 'course.branches';

/** The features, connected by narrow functions. */
async function createFeatures({ config, dataDir, store, media, bus, clock, log, live }: FeatureParts) {
  const fanout = createFanout(bus);
  const identity = await createIdentity({
    store,
    bus,
    clock,
    log,
    onRevoked: (sessionId) => {
      live.classroom?.revoke(sessionId);
      live.signaling?.revoke(sessionId);
    },
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
    demoCreated: async (courseId, by) => {
      await materials.addDemo(courseId, by);
      await bank.addDemo(courseId);
    },
    removing: async (queries, of, by) => {
      const ended = await identity.identity.letGo(queries, of, by);
      const removeFiles = 'courseId' in of ? await materials.letGo(queries, of.courseId, by) : undefined;
      return () => {
        identity.identity.signedOut(ended);
        removeFiles?.();
      };
    },
    following: async (queries, courseId, of) => {
      const changed = await identity.identity.follow(queries, of);
      return () => {
        identity.identity.changed(changed);
        if ('branches' in of) bus.publish(branchesChanged, courseId);
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
  bus.subscribe(branchesChanged, (courseId) => {
    if (typeof courseId === 'string') classroom.branchesChanged(courseId);
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
  });
  const bank = createBank({ store, clock, requireCourse, writeSpreadsheet, files: questionFiles });
  const readiness = createReadiness({ store, clock, fanout, media, requireCourse });
  const messages = createMessages({ store, clock, fanout, log, files: materials.files });
  const attendance = createAttendance({
    store,
    clock,
    fanout,
    log,
    access: classroom.access,
    writeSpreadsheet,
    keyFor: (purpose) => identity.identity.keyFor(purpose),
    door: identity.door,
    askPatrol: (lessonId) => seenBy(patrol.evidence, lessonId),
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
  ];
  return { identity, all };
}

/** What attendance wants to know of patrol: the newest look at each room. */
async function seenBy(evidence: PatrolEvidence, lessonId: string): Promise<PatrolSeen> {
  const [seen, roundsFinished] = await Promise.all([
    evidence.lastSeenOf(lessonId),
    evidence.roundsFinished(lessonId),
  ]);
  const branches = [...seen.values()].map(
    ({ tileId, at, by, headCount, outcome }) =>
      [
        tileId,
        { at, byName: by, heads: headCount, finding: outcome === 'inOrder' ? null : outcome },
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

async function readVersion(root: string): Promise<string> {
  const parsed: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const hasVersion = typeof parsed === 'object' && parsed !== null && 'version' in parsed;
  return hasVersion && typeof parsed.version === 'string' ? parsed.version : '0.0.0';
}

/** Where the server can be opened, as far as it can know. */
function listening(config: Config, port: number, organiserPath: string | null): Listening {
  const { host, publicUrl, trustProxy } = config.server;
  const secure = config.tls.mode !== 'off';
  const address = (name: string): string =>
    `${secure ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${port}`;
  const everywhere = host === '0.0.0.0' || host === '::';
  const reachable = ownNames(null).filter((name) => isIP(name) === 4 || (isIP(name) === 6 && host === '::'));
  const others = everywhere ? reachable.filter((name) => !isLoopback(name)) : isLoopback(host) ? [] : [host];
  const ownUrl = address(everywhere || host === 'localhost' ? 'localhost' : host);
  const url = publicUrl === null ? ownUrl : new URL(publicUrl).origin;
  return {
    url,
    localUrl: ownUrl,
    remoteUrls: others.map(address),
    publicUrl,
    tlsMode: config.tls.mode,
    behindProxy: trustProxy !== false,
    organiserLink: organiserPath === null ? null : `${url}${organiserPath}`,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
