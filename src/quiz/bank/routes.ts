import type { bankRoutes } from '../../contract/bank.ts';
import { reachable, signedIn } from '../../lib/course-scope.ts';
import { AppError } from '../../lib/errors.ts';
import type { RawRouteHandlers, RouteContext, RouteHandlers } from '../../lib/feature.ts';
import type { QuestionImports } from './imports.ts';
import type { Bank } from './service.ts';

export function createBankRoutes(bank: Bank, imports: QuestionImports): RouteHandlers<typeof bankRoutes> {
  const of = (context: RouteContext, params: { courseId: string; questionId: string }) => ({
    courseId: reachable(context, params.courseId),
    questionId: params.questionId,
  });
  return {
    'GET /api/courses/:courseId/bank': async (context, { params, query: { offset, limit, ...filter } }) =>
      bank.list(reachable(context, params.courseId), filter, { offset, limit }),
    'POST /api/courses/:courseId/bank': async (context, { params, body }) =>
      bank.add(signedIn(context), reachable(context, params.courseId), body),
    'PATCH /api/courses/:courseId/bank/:questionId': async (context, { params, body }) =>
      bank.change(signedIn(context), of(context, params), body),
    'DELETE /api/courses/:courseId/bank/:questionId': async (context, { params, query }) => {
      await bank.remove(signedIn(context), of(context, params), query.revision);
      return {};
    },
    'POST /api/courses/:courseId/bank/pictures': async (context, { params }) =>
      bank.keepPicture(reachable(context, params.courseId), uploaded(context)),
    'GET /api/courses/:courseId/bank/template': async (context, { params, query }) => {
      reachable(context, params.courseId);
      return bank.template(query.language);
    },
    'GET /api/courses/:courseId/bank/export': async (context, { params, query }) => {
      const { format, language, ...filter } = query;
      return bank.export(reachable(context, params.courseId), filter, { format, language });
    },
    'POST /api/courses/:courseId/bank/imports': async (context, { params, query }) => {
      const { sessionId } = signedIn(context);
      const courseId = reachable(context, params.courseId);
      await bank.require(courseId);
      return imports.read({ courseId, sessionId, fileName: query.fileName }, uploaded(context));
    },
    'GET /api/courses/:courseId/bank/imports/:importId/rows': async (context, { params, query }) =>
      imports.rows(reachable(context, params.courseId), params.importId, query),
    'POST /api/courses/:courseId/bank/imports/:importId/confirm': async (context, { params, body }) => {
      const { sessionId } = signedIn(context);
      const courseId = reachable(context, params.courseId);
      return imports.confirm({ courseId, importId: params.importId, sessionId }, body.skipProblems);
    },
    'DELETE /api/courses/:courseId/bank/imports/:importId': async (context, { params }) => {
      await imports.remove(reachable(context, params.courseId), params.importId);
      return {};
    },
  };
}

export function createBankRawRoutes(bank: Bank): RawRouteHandlers<typeof bankRoutes> {
  return {
    'GET /api/courses/:courseId/bank/pictures/:pictureId': (context, { params }, wire) => {
      const courseId = reachable(context, params.courseId);
      return bank.sendPicture(signedIn(context), { courseId, pictureId: params.pictureId }, wire);
    },
  };
}

function uploaded({ upload }: RouteContext): AsyncIterable<Uint8Array> {
  if (!upload) throw new AppError('invalid_input');
  return upload;
}
