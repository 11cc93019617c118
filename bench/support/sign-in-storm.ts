import { setTimeout as sleep } from 'node:timers/promises';
import { recordRoutes } from '../../src/contract/records.ts';
import type { CodeScreens } from './code-screens.ts';
import type { Phone } from './phone.ts';
import { request } from './plenum-client.ts';
import type { PlenumServer } from './plenum-server.ts';

/** Milliseconds within which the people of a storm come; what strikes it does so in the middle. */
export const SIGN_IN_WITHIN_MS = 2_500;

/** How often a code may be replaced while it is being scanned. */
const SCANS = 5;

/** What happens to a server in the middle of a storm. */
export interface Strike {
  /** Resolves when it has happened: what is acknowledged until then has to be on record after `mend`. */
  strike: () => Promise<void>;
  /** Resolves when the server takes requests again. */
  mend: () => Promise<void>;
}

/** What a storm came to. */
export interface StormResult {
  /** Acknowledgements before the strike had happened. */
  acknowledged: number;
  lost: number;
  double: number;
  /** Seconds from the strike until the first acknowledgement after it. */
  againS: number;
}

/** kill -9, and a start on the same records. */
export function killOf(server: PlenumServer): Strike {
  return { strike: () => server.kill(), mend: () => server.restart() };
}

/** Something strikes while people sign in: what was acknowledged before is on record after, once. */
export async function signInStorm(
  { strike, mend }: Strike,
  screens: CodeScreens,
  phones: readonly Phone[],
  lessonId: string,
): Promise<StormResult> {
  await screens.open(lessonId);
  const passes = await Promise.all(phones.map((phone) => passOf(screens, phone)));
  const moments = new Map<Phone, number>();
  const signedIn = phones.map(async (phone, index) => {
    await sleep((SIGN_IN_WITHIN_MS * index) / phones.length);
    moments.set(phone, await phone.signInHoweverLong(passes[index] ?? ''));
  });
  // Whoever is refused is heard of below; until then it must not end the process.
  for (const one of signedIn) one.catch(() => undefined);
  await sleep(SIGN_IN_WITHIN_MS / 2);
  const struckAt = performance.now();
  await strike();
  const acknowledged = phones.filter((phone) => moments.has(phone));
  const before = new Set(acknowledged);
  await mend();
  const kept = await Promise.all(acknowledged.map((phone) => phone.onRecord(lessonId)));
  await Promise.all(signedIn);
  const counts = await Promise.all(phones.map((phone) => phone.onRecord(lessonId)));
  const after = [...moments].filter(([phone]) => !before.has(phone)).map(([, moment]) => moment);
  return {
    acknowledged: acknowledged.length,
    lost: kept.filter((count) => count === 0).length + counts.filter((count) => count === 0).length,
    double: counts.filter((count) => count > 1).length,
    againS: (Math.min(...after) - struckAt) / 1000,
  };
}

/** Scans, and scans once more what was replaced meanwhile, as a person does. */
async function passOf(screens: CodeScreens, phone: Phone): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      return await phone.scan(await screens.codeOf(phone.branchId));
    } catch (error) {
      const isOld = error instanceof Error && error.message.includes('sign_in_code_old');
      if (!isOld || tries === SCANS) throw error;
    }
  }
}

/** Lets the own window of the course's nth lesson be open now. Resolves to the lesson's id. */
export async function openNow(
  { baseUrl, organiser, courseId }: PlenumServer,
  index: number,
): Promise<string> {
  const path = `/api/courses/${courseId}/lessons`;
  const key = 'GET /api/courses/:courseId/lessons';
  const { lessons } = recordRoutes[key].output.parse(await request(baseUrl, organiser, 'GET', path));
  const lesson = lessons[index];
  if (!lesson) throw new Error(`the course has no lesson ${index}`);
  const [startsAt, endsAt] = [Date.now() + 20 * 60_000, Date.now() + 120 * 60_000];
  const change = { startsAt, endsAt, revision: lesson.revision };
  await request(baseUrl, organiser, 'PATCH', `${path}/${lesson.id}`, change);
  return lesson.id;
}

/** Adds a lesson whose own window is open now. Resolves to its id. */
export async function addLessonNow({ baseUrl, organiser, courseId }: PlenumServer): Promise<string> {
  const lesson = {
    title: '示例课程',
    lecturerName: '示例教师 01',
    kind: 'lecture',
    startsAt: Date.now() + 20 * 60_000,
    endsAt: Date.now() + 120 * 60_000,
  };
  const path = `/api/courses/${courseId}/lessons`;
  const added = await request(baseUrl, organiser, 'POST', path, lesson);
  return recordRoutes['POST /api/courses/:courseId/lessons'].output.parse(added).id;
}
