import type { AuditFilter, auditRoutes } from '../contract/audit.ts';
import type { importRoutes } from '../contract/import.ts';
import type { FileLanguage, recordRoutes } from '../contract/records.ts';
import { AppError } from '../lib/errors.ts';
import type { RouteHandlers } from '../lib/feature.ts';
import type { Store } from '../store/port.ts';
import { ownBranch, reachable, signedIn } from './access.ts';
import { findEntries, findRecordKinds, type LogOf } from './audit-log.ts';
import type { Exports } from './export/exports.ts';
import type { Imports } from './import/imports.ts';
import type { BranchRecords } from './records/branches.ts';
import type { CourseRecords } from './records/courses.ts';
import type { LessonRecords } from './records/lessons.ts';
import type { TraineeRecords } from './records/trainees.ts';
import type { UnitRecords } from './records/units.ts';

/** What the organiser's desk works with. */
export interface Records {
  store: Store;
  courses: CourseRecords;
  lessons: LessonRecords;
  units: UnitRecords;
  branches: BranchRecords;
  trainees: TraineeRecords;
  imports: Imports;
  exports: Exports;
}

export function createRecordRoutes(records: Records): RouteHandlers<typeof recordRoutes> {
  return {
    ...courseAndLessonRoutes(records),
    ...unitRoutes(records),
    ...branchRoutes(records),
    ...traineeRoutes(records),
    'GET /api/courses/:courseId/export/:kind': async (context, { params, query }) =>
      records.exports.write(reachable(context, params.courseId), params.kind, query),
  };
}

type Of<K extends keyof typeof recordRoutes> = Pick<RouteHandlers<typeof recordRoutes>, K>;

function courseAndLessonRoutes({
  courses,
  lessons,
}: Records): Of<
  | 'POST /api/courses'
  | 'PATCH /api/courses/:courseId'
  | 'DELETE /api/courses/:courseId'
  | 'GET /api/courses/:courseId/lessons'
  | 'POST /api/courses/:courseId/lessons'
  | 'PATCH /api/courses/:courseId/lessons/:lessonId'
  | 'DELETE /api/courses/:courseId/lessons/:lessonId'
> {
  return {
    'POST /api/courses': async (context, { body }) => ({
      courseId: await courses.create(body.name, signedIn(context)),
    }),
    'PATCH /api/courses/:courseId': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      return { revision: await courses.rename(courseId, body.name, body.revision, signedIn(context)) };
    },
    'DELETE /api/courses/:courseId': async (context, { params, query }) => {
      await courses.remove(
        reachable(context, params.courseId),
        { revision: query.revision },
        signedIn(context),
      );
      return {};
    },
    'GET /api/courses/:courseId/lessons': async (context, { params }) => {
      const courseId = reachable(context, params.courseId);
      const [course, list] = await Promise.all([courses.read(courseId), lessons.list(courseId)]);
      return { course, lessons: list };
    },
    'POST /api/courses/:courseId/lessons': async (context, { params, body }) =>
      lessons.create(reachable(context, params.courseId), body, signedIn(context)),
    'PATCH /api/courses/:courseId/lessons/:lessonId': async (context, { params, body }) => {
      reachable(context, params.courseId);
      return lessons.change(params, body, signedIn(context));
    },
    'DELETE /api/courses/:courseId/lessons/:lessonId': async (context, { params, query }) => {
      reachable(context, params.courseId);
      await lessons.remove(params, query.revision, signedIn(context));
      return {};
    },
  };
}

function unitRoutes({
  units,
}: Records): Of<
  | 'GET /api/courses/:courseId/units'
  | 'POST /api/courses/:courseId/units'
  | 'PATCH /api/courses/:courseId/units/:unitId'
  | 'DELETE /api/courses/:courseId/units/:unitId'
> {
  return {
    'GET /api/courses/:courseId/units': async (context, { params }) => ({
      units: await units.list(reachable(context, params.courseId)),
    }),
    'POST /api/courses/:courseId/units': async (context, { params, body }) =>
      units.create(reachable(context, params.courseId), body.name, signedIn(context)),
    'PATCH /api/courses/:courseId/units/:unitId': async (context, { params, body }) => {
      reachable(context, params.courseId);
      return units.rename(params, body, signedIn(context));
    },
    'DELETE /api/courses/:courseId/units/:unitId': async (context, { params, query }) => {
      reachable(context, params.courseId);
      await units.remove(params, query.revision, signedIn(context));
      return {};
    },
  };
}

function branchRoutes({
  branches,
}: Records): Of<
  | 'GET /api/courses/:courseId/branches'
  | 'POST /api/courses/:courseId/branches'
  | 'PATCH /api/courses/:courseId/branches/:branchId'
  | 'DELETE /api/courses/:courseId/branches/:branchId'
  | 'POST /api/courses/:courseId/branches/bulk'
> {
  return {
    'GET /api/courses/:courseId/branches': async (context, { params }) => ({
      branches: await branches.list(reachable(context, params.courseId), ownBranch(context)),
    }),
    'POST /api/courses/:courseId/branches': async (context, { params, body }) =>
      branches.create(reachable(context, params.courseId), body, signedIn(context)),
    'PATCH /api/courses/:courseId/branches/:branchId': async (context, { params, body }) => {
      reachable(context, params.courseId);
      return branches.change(params, body, signedIn(context));
    },
    'DELETE /api/courses/:courseId/branches/:branchId': async (context, { params, query }) => {
      reachable(context, params.courseId);
      await branches.remove(params, query.revision, signedIn(context));
      return {};
    },
    'POST /api/courses/:courseId/branches/bulk': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      return { changed: await branches.bulk(courseId, body.ids, body.change, signedIn(context)) };
    },
  };
}

function traineeRoutes({
  trainees,
}: Records): Of<
  | 'GET /api/courses/:courseId/trainees'
  | 'POST /api/courses/:courseId/trainees'
  | 'PATCH /api/courses/:courseId/trainees/:traineeId'
  | 'DELETE /api/courses/:courseId/trainees/:traineeId'
  | 'POST /api/courses/:courseId/trainees/bulk'
> {
  return {
    'GET /api/courses/:courseId/trainees': async (context, { params, query }) =>
      trainees.list(reachable(context, params.courseId), ownBranch(context), query),
    'POST /api/courses/:courseId/trainees': async (context, { params, body }) =>
      trainees.create(reachable(context, params.courseId), body, signedIn(context)),
    'PATCH /api/courses/:courseId/trainees/:traineeId': async (context, { params, body }) => {
      reachable(context, params.courseId);
      return trainees.change(params, body, signedIn(context));
    },
    'DELETE /api/courses/:courseId/trainees/:traineeId': async (context, { params, query }) => {
      reachable(context, params.courseId);
      await trainees.remove(params, query.revision, signedIn(context));
      return {};
    },
    'POST /api/courses/:courseId/trainees/bulk': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      return { changed: await trainees.bulk(courseId, body.ids, body.change, signedIn(context)) };
    },
  };
}

export function createImportRoutes({ imports, exports }: Records): RouteHandlers<typeof importRoutes> {
  return {
    'GET /api/courses/:courseId/imports/template': async (context, { params, query }) => {
      reachable(context, params.courseId);
      return exports.template(query.kind, query.language);
    },
    'POST /api/courses/:courseId/imports': async (context, { params, query }) => {
      const { upload } = context;
      if (!upload) throw new AppError('invalid_input');
      const courseId = reachable(context, params.courseId);
      return imports.read({ courseId, sessionId: signedIn(context).sessionId, ...query }, upload);
    },
    'GET /api/courses/:courseId/imports/:importId': async (context, { params }) =>
      imports.find(reachable(context, params.courseId), params.importId),
    'GET /api/courses/:courseId/imports/:importId/rows': async (context, { params, query }) => {
      const { state, offset, limit } = query;
      return imports.rows(reachable(context, params.courseId), params.importId, { state, offset, limit });
    },
    'POST /api/courses/:courseId/imports/:importId/confirm': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      return imports.confirm(courseId, params.importId, { sessionId: signedIn(context).sessionId, ...body });
    },
    'DELETE /api/courses/:courseId/imports/:importId': async (context, { params }) => {
      await imports.remove(reachable(context, params.courseId), params.importId);
      return {};
    },
  };
}

export function createAuditRoutes({ store, exports }: Records): RouteHandlers<typeof auditRoutes> {
  const read = async (log: LogOf, query: AuditFilter & { before?: number | undefined; limit: number }) => {
    const [found, records] = await Promise.all([
      findEntries(store.db, log, query),
      findRecordKinds(store.db, log),
    ]);
    return { ...found, records };
  };
  const save = (log: LogOf, { language, ...filter }: AuditFilter & { language: FileLanguage }) =>
    exports.audit(log, filter, language);
  return {
    'GET /api/courses/:courseId/audit': async (context, { params, query }) =>
      read({ courseId: reachable(context, params.courseId) }, query),
    'GET /api/courses/:courseId/audit/export': async (context, { params, query }) =>
      save({ courseId: reachable(context, params.courseId) }, query),
    // The matrix lets nobody but an organiser of the whole server come so far.
    'GET /api/audit': async (_context, { query }) => read('server', query),
    'GET /api/audit/export': async (_context, { query }) => save('server', query),
  };
}
