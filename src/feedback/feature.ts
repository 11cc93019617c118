import type { feedbackRoutes } from '../contract/feedback.ts';
import { reachable, signedIn } from '../lib/course-scope.ts';
import type { Feature, RouteHandlers } from '../lib/feature.ts';
import type { WriteSpreadsheet } from '../lib/spreadsheet.ts';
import { exportFeedback } from './export.ts';
import { FeedbackBook, type FeedbackDependencies } from './service.ts';

type Dependencies = FeedbackDependencies & { writeSpreadsheet: WriteSpreadsheet };

/** Builds the feature; `features.ts` connects it. */
export function createFeedback(deps: Dependencies): Feature {
  return { name: 'feedback', routes: createRoutes(new FeedbackBook(deps), deps) };
}

function createRoutes(
  book: FeedbackBook,
  { store, writeSpreadsheet, courseName }: Dependencies,
): RouteHandlers<typeof feedbackRoutes> {
  return {
    'GET /api/courses/:courseId/feedback/own': async (context, { params }) =>
      book.own(signedIn(context), reachable(context, params.courseId)),
    'PUT /api/courses/:courseId/feedback/own': async (context, { params, body }) =>
      book.give(signedIn(context), reachable(context, params.courseId), body),
    'GET /api/courses/:courseId/feedback': async (context, { params }) => ({
      results: await book.results(reachable(context, params.courseId)),
    }),
    'GET /api/courses/:courseId/feedback-export': async (context, { params, query }) => {
      const courseId = reachable(context, params.courseId);
      const of = { courseId, courseName: await courseName(courseId) };
      return exportFeedback(writeSpreadsheet, store.db, of, query);
    },
  };
}
