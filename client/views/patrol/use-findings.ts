import type { RouteName } from '../../../src/contract/index.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';
import type { ApiInput } from '../../session/api.ts';

const route = 'GET /api/courses/:courseId/findings' satisfies RouteName;

/** What of the findings is asked for. */
export type FindingQuery = NonNullable<ApiInput<typeof route>['query']>;

/** Milliseconds over which those who hear of one finding ask for it. */
const spreadMs = 300;

/** The findings that this session may read, the newest first; kept up to date. */
export function useFindings(query: FindingQuery) {
  const courseId = useClassroom().course?.id;
  const list = useRequest(route, courseId === undefined ? null : { params: { courseId }, query });
  useNews(['patrol.findingChanged'], list.reload, spreadMs);
  return list;
}
