import type { AttendanceFeature } from './attendance/feature.ts';
import type { QuizFeature } from './quiz/feature.ts';
import type { ReflectionFeature } from './reflection/feature.ts';
import type { Sources } from './score/sources.ts';

/** What the ledger of scores reads: attendance, papers and reflections, in the words of scores. */
export function scoreSources(from: {
  attendance: Pick<AttendanceFeature, 'verdictsOf'>;
  quiz: Pick<QuizFeature, 'resultsOf' | 'pending'>;
  reflection: Pick<ReflectionFeature, 'handedInOf'>;
}): Sources {
  const { attendance, quiz, reflection } = from;
  return {
    attendance: {
      verdicts: async (courseId) =>
        (await attendance.verdictsOf(courseId)).map(({ lessonId, title, ended, verdicts }) => ({
          ...{ lessonId, title, due: ended },
          undecided: ended ? verdicts.filter(({ state }) => state === null).length : 0,
          verdicts: verdicts.flatMap(({ eventId, traineeId, state, worth, decided }) =>
            // Leave that is left out of the mean is a verdict; one that is open is none.
            state === null
              ? []
              : {
                  ...{ eventId, traineeId, at: decided?.at ?? null, by: decided?.byName ?? null },
                  points: worth === null ? null : Math.round(worth * 10_000),
                  reason: decided?.reason ?? '',
                },
          ),
        })),
    },
    quiz: {
      pending: (courseId) => quiz.pending(courseId),
      async results(courseId) {
        const found = await quiz.resultsOf(courseId);
        return {
          quizzes: found.map(({ id, closed, papers: _papers, ...about }) => ({
            quizId: id,
            due: closed,
            ...about,
          })),
          papers: found.flatMap(({ id, papers }) => papers.map((paper) => ({ quizId: id, ...paper }))),
        };
      },
    },
    reflections: { handedIn: (courseId) => reflection.handedInOf(courseId) },
  };
}
