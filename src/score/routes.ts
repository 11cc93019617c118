import type { FileAnswer } from '../contract/command.ts';
import type { scoreRoutes } from '../contract/score.ts';
import { reachable, signedIn } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { RouteContext, RouteHandlers } from '../lib/feature.ts';
import type { WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Appeals } from './appeals.ts';
import type { ScoreBoard } from './board.ts';
import type { Certificates } from './certificates.ts';
import type { Corrections } from './corrections.ts';
import { exportScores } from './export.ts';
import type { ScorePolicies } from './final.ts';
import type { PdfWriter } from './pdf/writer.ts';
import { reportOf } from './report.ts';
import type { Pending } from './sources.ts';
import { summaryOf } from './summary.ts';

export interface ScoreParts {
  policies: ScorePolicies;
  board: ScoreBoard;
  corrections: Corrections;
  appeals: Appeals;
  certificates: Certificates;
  pdf: PdfWriter;
  writeSpreadsheet: WriteSpreadsheet;
  /** What is not settled yet. */
  pending: (courseId: string) => Promise<Pending>;
  /** Throws `not_found`. */
  courseName: (courseId: string) => Promise<string>;
}

type Routes = RouteHandlers<typeof scoreRoutes>;

/** The course of a request that exists and is the participant's. Throws `not_found`. */
async function courseOf(parts: ScoreParts, context: RouteContext, courseId: string) {
  return { courseId: reachable(context, courseId), courseName: await parts.courseName(courseId) };
}

export function createScoreRoutes(parts: ScoreParts): Routes {
  return { ...reading(parts), ...deciding(parts), ...files(parts) };
}

type Reading =
  | 'GET /api/courses/:courseId/score-policy'
  | 'GET /api/courses/:courseId/scores'
  | 'GET /api/courses/:courseId/scores/summary'
  | 'GET /api/courses/:courseId/scores/own'
  | 'GET /api/courses/:courseId/scores/:traineeId'
  | 'GET /api/courses/:courseId/corrections'
  | 'GET /api/courses/:courseId/appeals'
  | 'GET /api/certificates/:code';

function reading(parts: ScoreParts): Pick<Routes, Reading> {
  const { policies, board, corrections, appeals, certificates } = parts;
  return {
    'GET /api/courses/:courseId/score-policy': async (context, { params }) => {
      const { courseId } = await courseOf(parts, context, params.courseId);
      return policies.read(courseId);
    },
    'GET /api/courses/:courseId/scores': async (context, { params, query }) => {
      const { courseId } = await courseOf(parts, context, params.courseId);
      return board.page(courseId, query);
    },
    'GET /api/courses/:courseId/scores/summary': async (context, { params }) => {
      const { courseId } = await courseOf(parts, context, params.courseId);
      const standing = await board.standing(courseId);
      const pending = standing.frozen ? null : await parts.pending(courseId);
      return { pending, ...(await summaryOf(standing)) };
    },
    'GET /api/courses/:courseId/scores/own': async (context, { params }) => {
      const { traineeId } = signedIn(context);
      const courseId = reachable(context, params.courseId);
      if (traineeId === null) throw new AppError('forbidden');
      return board.detail(courseId, traineeId);
    },
    'GET /api/courses/:courseId/scores/:traineeId': async (context, { params }) =>
      board.detail(reachable(context, params.courseId), params.traineeId),
    'GET /api/courses/:courseId/corrections': async (context, { params }) => ({
      corrections: await corrections.list(signedIn(context), reachable(context, params.courseId)),
    }),
    'GET /api/courses/:courseId/appeals': async (context, { params }) => ({
      appeals: await appeals.list(reachable(context, params.courseId)),
    }),
    'GET /api/certificates/:code': async (_context, { params }) => certificates.confirm(params.code),
  };
}

type Deciding = Extract<keyof Routes, `P${string}`>;

function deciding(parts: ScoreParts): Pick<Routes, Deciding> {
  const { policies, corrections, appeals, certificates } = parts;
  return {
    'PUT /api/courses/:courseId/score-policy': async (context, { params, body }) => {
      const { courseId } = await courseOf(parts, context, params.courseId);
      return policies.change(signedIn(context), courseId, body);
    },
    'POST /api/courses/:courseId/scores/freeze': async (context, { params, body }) => {
      const { courseId } = await courseOf(parts, context, params.courseId);
      return { frozen: await policies.freeze(signedIn(context), courseId, body.anyway) };
    },
    'POST /api/courses/:courseId/corrections': async (context, { params, body }) =>
      corrections.add(signedIn(context), reachable(context, params.courseId), body),
    'POST /api/courses/:courseId/corrections/:correctionId/decision': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      return corrections.decide(signedIn(context), courseId, params.correctionId, body.consent);
    },
    'POST /api/courses/:courseId/corrections/:correctionId/reversal': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      return corrections.reverse(signedIn(context), courseId, params.correctionId, body);
    },
    'POST /api/courses/:courseId/appeals': async (context, { params, body }) =>
      appeals.add(signedIn(context), reachable(context, params.courseId), body),
    'POST /api/courses/:courseId/appeals/:appealId/answer': async (context, { params, body }) =>
      appeals.answer(signedIn(context), reachable(context, params.courseId), params.appealId, body),
    'POST /api/courses/:courseId/certificates': async (context, { params }) =>
      certificates.issue(signedIn(context), reachable(context, params.courseId)),
  };
}

function files(parts: ScoreParts): Omit<Routes, Reading | Deciding> {
  const { board, certificates, pdf, writeSpreadsheet } = parts;
  return {
    'GET /api/courses/:courseId/scores-export': async (context, { params, query }) => {
      const { courseId, courseName } = await courseOf(parts, context, params.courseId);
      const of = {
        standing: await board.standing(courseId),
        ledgers: (ids: readonly string[]) => board.ledgers(courseId, ids),
      };
      return exportScores(writeSpreadsheet, of, { courseName, ...query });
    },
    'GET /api/courses/:courseId/scores-report': async (context, { params, query }) => {
      const { courseId, courseName } = await courseOf(parts, context, params.courseId);
      const content = await reportOf(await board.standing(courseId), courseName, query.language);
      const name = `${content.title.replace(/[\\/:*?"<>|\p{C}]+/gu, ' ').trim()}.pdf`;
      const answer: FileAnswer = { name, type: 'application/pdf', content: await pdf.write(content) };
      return answer;
    },
    'GET /api/courses/:courseId/certificates/:traineeId': async (context, { params }) =>
      certificates.file(signedIn(context), reachable(context, params.courseId), params.traineeId),
  };
}
