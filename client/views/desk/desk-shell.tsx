import { Button, Select } from 'antd';
import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Course, Lesson } from '../../../src/contract/course.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useConnection } from '../../hooks/use-connection.ts';
import { ParticipantProvider, useMay } from '../../hooks/use-may.tsx';
import { useRequest } from '../../hooks/use-request.ts';
import { Loading } from '../common/loading.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { ErrorPage, Notice, NoticePage } from '../common/notice.tsx';
import { ReplacedPage } from '../common/replaced-page.tsx';
import { RetentionNotices } from './retention/retention-notices.tsx';
import { CourseRoom } from './course-room.tsx';
import type { DeskChoice, Entered } from './desk-choice.ts';
import { DeskFrame } from './desk-frame.tsx';
import { courseRooms, DeskNavigation, serverRoute } from './desk-navigation.tsx';
import { EmptyDesk } from './empty-desk.tsx';
import { ServerView } from './server/server-view.tsx';
import './texts.ts';

export interface DeskShellProps {
  choice: DeskChoice;
  onChoose: (choice: DeskChoice) => void;
  /** The lesson that is looked at, chosen or not; null until it is known. */
  lessonId: string | null;
  onLesson: (lessonId: string) => void;
  /** Enters a lesson's class as the assisting organiser. */
  onEnter: (entered: Entered) => void;
}

const reload = (): void => location.reload();

/** Navigation, the choice of the course, and the states that the whole desk has. */
export function DeskShell(props: DeskShellProps): ReactElement {
  const { t } = useTranslation();
  const connection = useConnection();
  const { sessionId } = useClassSession();
  const self = useRequest('GET /api/sessions/:sessionId', { params: { sessionId } });
  const courses = useRequest('GET /api/courses', {});
  if (connection.kind === 'replaced') return <ReplacedPage theme="light" />;
  if (connection.kind === 'revoked') {
    return (
      <NoticePage theme="light" urgent title={t('state.revokedTitle')}>
        <p>{t('state.revokedText')}</p>
      </NoticePage>
    );
  }
  if (connection.kind === 'failed')
    return <ErrorPage theme="light" error={connection.error} onRetry={reload} />;
  if (courses.kind === 'failed')
    return <ErrorPage theme="light" error={courses.error} onRetry={courses.reload} />;
  if (self.kind === 'failed') return <ErrorPage theme="light" error={self.error} onRetry={self.reload} />;
  if (courses.kind === 'loading' || self.kind === 'loading') return <Loading theme="light" />;
  const { courses: list } = courses.data;
  const course = list.find((one) => one.id === props.choice.courseId) ?? list[0];
  return (
    <ParticipantProvider value={self.data.participant}>
      {course === undefined ? (
        <NoCourseDesk {...props} demo={courses.data.demo} onCreated={courses.reload} />
      ) : (
        <CourseDesk {...props} course={course} courses={list} onCoursesChanged={courses.reload} />
      )}
    </ParticipantProvider>
  );
}

/** Before there is a course, an organiser of the whole server can see to its accounts. */
function NoCourseDesk(props: DeskShellProps & { demo: boolean; onCreated: () => void }): ReactElement {
  const { demo, onCreated, ...shell } = props;
  const may = useMay();
  const ofServer = may(serverRoute);
  return (
    <DeskFrame navigation={ofServer ? <DeskNavigation {...shell} rooms={['today']} /> : null}>
      {ofServer && shell.choice.view === 'server' ? (
        <ServerView />
      ) : (
        <EmptyDesk demo={demo} onCreated={onCreated} />
      )}
    </DeskFrame>
  );
}

/** The lesson to watch when nobody has chosen one: the live one, else the next, else the last. */
function defaultLesson(lessons: readonly Lesson[]): Lesson | undefined {
  return (
    lessons.find((lesson) => lesson.startedAt !== null && lesson.endedAt === null) ??
    lessons.find((lesson) => lesson.endedAt === null) ??
    lessons.at(-1)
  );
}

function CourseDesk(
  props: DeskShellProps & { course: Course; courses: readonly Course[]; onCoursesChanged: () => void },
): ReactElement {
  const { t } = useTranslation();
  const { choice, onChoose, onLesson, onEnter, course, courses, onCoursesChanged } = props;
  const detail = useRequest('GET /api/courses/:courseId', { params: { courseId: course.id } });
  const lessons = detail.kind === 'ready' ? detail.data.lessons : null;
  const known = (id: string | null): Lesson | undefined => lessons?.find((one) => one.id === id);
  // Nobody is moved on to another lesson in the middle of their work because that one begins.
  const lesson = known(choice.lessonId) ?? known(props.lessonId) ?? defaultLesson(lessons ?? []);
  const lessonId = lesson?.id ?? null;
  useEffect(() => {
    // The class session needs to know which lesson it is about.
    if (lessonId !== null && props.lessonId !== lessonId) onLesson(lessonId);
  }, [lessonId, props.lessonId, onLesson]);
  const changed = (): void => {
    onCoursesChanged();
    detail.reload();
  };
  const head = (
    <Select
      className="desk__course"
      aria-label={t('desk.chooseCourse')}
      value={course.id}
      options={courses.map((one) => ({ value: one.id, label: one.name }))}
      onChange={(courseId) =>
        onChoose({ view: choice.view === 'server' ? 'today' : choice.view, courseId, lessonId: null })
      }
    />
  );
  return (
    <DeskFrame
      head={head}
      navigation={<DeskNavigation choice={choice} onChoose={onChoose} rooms={courseRooms} />}
    >
      {detail.kind === 'failed' ? (
        <Notice
          title={t('error.title')}
          actions={<Button onClick={detail.reload}>{t('common.retry')}</Button>}
        >
          <ErrorText error={detail.error} />
        </Notice>
      ) : null}
      <RetentionNotices />
      <CourseRoom
        choice={choice}
        onChoose={onChoose}
        onEnter={onEnter}
        course={course}
        lessons={lessons}
        lesson={lesson ?? null}
        onCoursesChanged={onCoursesChanged}
        onChanged={changed}
      />
    </DeskFrame>
  );
}
