import type { NoticeName } from '../../../../src/contract/index.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';

const news: readonly NoticeName[] = ['score.changed'];

/** How the course stands, kept up to date. */
export function useSummary(courseId: string) {
  const summary = useRequest('GET /api/courses/:courseId/scores/summary', { params: { courseId } });
  useNews(news, summary.reload);
  return summary;
}

/** How points become a total, and whether results are final. */
export function usePolicy(courseId: string) {
  const policy = useRequest('GET /api/courses/:courseId/score-policy', { params: { courseId } });
  useNews(news, policy.reload);
  return policy;
}

/** Corrections of the course, kept up to date. */
export function useCorrections(courseId: string) {
  const list = useRequest('GET /api/courses/:courseId/corrections', { params: { courseId } });
  useNews(news, list.reload);
  return list;
}

/** Appeals of the course, kept up to date. */
export function useAppeals(courseId: string) {
  const list = useRequest('GET /api/courses/:courseId/appeals', { params: { courseId } });
  useNews(news, list.reload);
  return list;
}

/** A trainee's ledger, kept up to date. */
export function useLedger(courseId: string, traineeId: string) {
  const detail = useRequest('GET /api/courses/:courseId/scores/:traineeId', {
    params: { courseId, traineeId },
  });
  useNews(news, detail.reload);
  return detail;
}
