import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';

interface Choice {
  value: string;
  label: string;
}

/** What cues can be about. */
export interface CueChoices {
  clips: Choice[];
  /** Polls of this lesson that were not asked yet. */
  polls: Choice[];
  /** Quizzes of this lesson, and exams of the course, that were not opened yet. */
  quizzes: Choice[];
  branches: Choice[];
  ports: Choice[];
}

/** A page of the roster; a course has a few ports. */
const mostPorts = 200;

export function useCueChoices({ courseId, lessonId }: { courseId: string; lessonId: string }): CueChoices {
  const params = { courseId };
  const materials = useRequest('GET /api/courses/:courseId/materials', { params });
  const polls = useRequest('GET /api/courses/:courseId/polls', { params, query: { lessonId } });
  const quizzes = useRequest('GET /api/courses/:courseId/quizzes', { params });
  const course = useRequest('GET /api/courses/:courseId', { params });
  const trainees = useRequest('GET /api/courses/:courseId/trainees', {
    params,
    query: { place: 'port', limit: mostPorts },
  });
  useNews(['poll.listChanged'], polls.reload);
  useNews(['quiz.changed'], quizzes.reload);
  useNews(['materials.changed'], materials.reload);
  return {
    clips:
      materials.kind === 'ready'
        ? materials.data.materials
            .filter(({ kind }) => kind === 'video')
            .map(({ id, title }) => ({ value: id, label: title }))
        : [],
    polls:
      polls.kind === 'ready'
        ? polls.data.polls
            .filter(({ state }) => state === 'prepared')
            .map(({ pollId, question }) => ({ value: pollId, label: question }))
        : [],
    quizzes:
      quizzes.kind === 'ready'
        ? quizzes.data.quizzes
            .filter(({ state }) => state === 'prepared')
            .filter(({ settings: { lessonId: of } }) => of === null || of === lessonId)
            .map(({ id, settings }) => ({ value: id, label: settings.title }))
        : [],
    branches:
      course.kind === 'ready'
        ? course.data.branches.map(({ id, name }) => ({ value: `branch:${id}`, label: name }))
        : [],
    ports:
      trainees.kind === 'ready'
        ? trainees.data.trainees.map(({ id, name }) => ({ value: `trainee:${id}`, label: name }))
        : [],
  };
}
