import type { patrolRoutes } from '../contract/patrol.ts';
import { reachable, signedIn } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { RawRouteHandlers, RouteHandlers } from '../lib/feature.ts';
import type { WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Queries } from '../store/port.ts';
import { exportFindings } from './export.ts';
import type { Findings } from './findings.ts';
import { changePlan, readPlan, type PlanningDependencies } from './planning.ts';
import { findCourseName } from './room-records.ts';
import { findRounds, readRound } from './round-records.ts';

export interface PatrolRouteDependencies extends PlanningDependencies {
  findings: Findings;
  writeSpreadsheet: WriteSpreadsheet;
}

export function createPatrolRoutes(deps: PatrolRouteDependencies): RouteHandlers<typeof patrolRoutes> {
  const { findings, store } = deps;
  return {
    'GET /api/courses/:courseId/lessons/:lessonId/patrol-plan': async (context, { params }) =>
      readPlan(deps, reachable(context, params.courseId), params.lessonId),
    'PUT /api/courses/:courseId/lessons/:lessonId/patrol-plan': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      return changePlan(deps, { courseId, lessonId: params.lessonId }, body, signedIn(context));
    },
    'GET /api/courses/:courseId/rounds': async (context, { params, query }) => {
      const courseId = reachable(context, params.courseId);
      await requireCourse(store.db, courseId);
      return { rounds: await findRounds(store.db, { courseId, lessonId: query.lessonId }) };
    },
    'GET /api/courses/:courseId/rounds/:roundId': async (context, { params }) => {
      const courseId = reachable(context, params.courseId);
      const found = await readRound(store.db, courseId, params.roundId);
      if (!found) throw new AppError('not_found');
      return found;
    },
    'GET /api/courses/:courseId/findings': async (context, { params, query }) => {
      const courseId = reachable(context, params.courseId);
      await requireCourse(store.db, courseId);
      return findings.list(signedIn(context), courseId, query);
    },
    'GET /api/courses/:courseId/findings/export': async (context, { params, query }) => {
      const courseId = reachable(context, params.courseId);
      const courseName = await requireCourse(store.db, courseId);
      const { format, language, ...filter } = query;
      const options = { format, language };
      return exportFindings(deps.writeSpreadsheet, store.db, { courseId, courseName, filter }, options);
    },
    'POST /api/courses/:courseId/findings/:findingId/answer': async (context, { params, body }) =>
      findings.answer(signedIn(context), reachable(context, params.courseId), params.findingId, body),
    'POST /api/courses/:courseId/findings/:findingId/settlement': async (context, { params, body }) =>
      findings.settle(signedIn(context), reachable(context, params.courseId), params.findingId, body),
    'POST /api/courses/:courseId/findings/:findingId/reopening': async (context, { params, body }) =>
      findings.reopen(signedIn(context), reachable(context, params.courseId), params.findingId, body),
  };
}

/** Routes that answer on the bare connection: a picture is shown where no script sends a header. */
export function createPatrolRawRoutes(findings: Findings): RawRouteHandlers<typeof patrolRoutes> {
  return {
    'GET /api/findings/:findingId/picture': async (context, { params }, { response }) => {
      const { type, content } = await findings.picture(signedIn(context), params.findingId);
      // Whatever its bytes are, they are shown as a picture and never act in our name. No browser keeps a copy.
      response.writeHead(200, {
        'content-type': type,
        'content-length': content.byteLength,
        'content-disposition': 'inline',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
      response.end(content);
    },
  };
}

/** The course's name. Throws `not_found`. */
async function requireCourse(queries: Queries, courseId: string): Promise<string> {
  const name = await findCourseName(queries, courseId);
  if (name === undefined) throw new AppError('not_found');
  return name;
}
