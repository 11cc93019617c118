import { Button, Menu, Select } from 'antd';
import { useEffect, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Course, Lesson } from '../../../src/contract/course.ts';
import type { RouteName } from '../../../src/contract/index.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useConnection } from '../../hooks/use-connection.ts';
import { ParticipantProvider, useMay } from '../../hooks/use-may.tsx';
import { useRequest } from '../../hooks/use-request.ts';
import { AccountLink } from '../common/topline.tsx';
import { HelpSlot } from '../common/help-slot.tsx';
import { LanguageSwitch } from '../common/language-switch.tsx';
import { isDown } from '../common/line.ts';
import { Loading } from '../common/loading.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { ErrorPage, Notice, NoticePage } from '../common/notice.tsx';
import { AttendanceView } from './attendance/attendance-view.tsx';
import { AuditView } from './audit/audit-view.tsx';
import { BranchesView } from './branches/branches-view.tsx';
import { RetentionNotices } from './retention/retention-notices.tsx';
import { LessonsView } from './courses/lessons-view.tsx';
import type { DeskChoice, DeskView } from './desk-choice.ts';
import { CuesView } from './cues/cues-view.tsx';
import { EmptyDesk } from './empty-desk.tsx';
import { AfterView } from './reflection/after-view.tsx';
import { HelpView } from './help/help-view.tsx';
import { ImportWizard } from './import/import-wizard.tsx';
import { LinksView } from './links/links-view.tsx';
import { MaterialsView } from './materials/materials-view.tsx';
import { MessagesView } from './messages/messages-view.tsx';
import { QuestionsView } from './questions/questions-view.tsx';
import { PatrolView } from './patrol/patrol-view.tsx';
import type { Entered } from './use-entered-lesson.ts';
import { PollsView } from './polls/polls-view.tsx';
import { QuizView } from './quiz/quiz-view.tsx';
import { ReadinessView } from './readiness/readiness-view.tsx';
import { ScheduleView } from './schedule/schedule-view.tsx';
import { ScoresView } from './score/scores-view.tsx';
import { ServerView } from './server/server-view.tsx';
import { TodayView } from './today-view.tsx';
import { TraineesView } from './trainees/trainees-view.tsx';
import './texts.ts';

export interface DeskShellProps {
  choice: DeskChoice;
  onChoose: (choice: DeskChoice) => void;
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
  if (connection.kind === 'replaced' || connection.kind === 'revoked') {
    const replaced = connection.kind === 'replaced';
    return (
      <NoticePage
        theme="light"
        urgent
        title={replaced ? t('state.replacedTitle') : t('state.revokedTitle')}
        actions={
          replaced ? (
            <Button type="primary" onClick={reload}>
              {t('state.replacedAction')}
            </Button>
          ) : null
        }
      >
        <p>{replaced ? t('state.replacedText') : t('state.revokedText')}</p>
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

function DeskFrame(props: { head?: ReactNode; navigation?: ReactNode; children: ReactNode }): ReactElement {
  return (
    <div className="page desk" data-theme="light">
      <header className="desk__head">
        <a className="topline__name" href="/">
          <img src="/icon.svg" width="28" height="28" alt="" />
          Plenum
        </a>
        {props.head}
        <DeskLine />
        <HelpSlot />
        <AccountLink />
        <LanguageSwitch />
      </header>
      {props.navigation}
      <main className="desk__main">{props.children}</main>
    </div>
  );
}

function DeskLine(): ReactElement {
  const { t } = useTranslation();
  const connection = useConnection();
  return (
    <p className="desk__line signal" role="status">
      {isDown(connection) ? (
        <>
          <span className="dot dot--bad" />
          {connection.kind === 'stopping' ? t('connection.stopping') : t('connection.reconnectingShort')}
        </>
      ) : null}
    </p>
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
  const { choice, onChoose, onEnter, course, courses, onCoursesChanged } = props;
  const detail = useRequest('GET /api/courses/:courseId', { params: { courseId: course.id } });
  const lessons = detail.kind === 'ready' ? detail.data.lessons : null;
  const lesson = lessons?.find((one) => one.id === choice.lessonId) ?? defaultLesson(lessons ?? []);
  const lessonId = lesson?.id ?? null;
  useEffect(() => {
    // The class session needs to know which lesson it is about.
    if (lessonId !== null && choice.lessonId !== lessonId) onChoose({ ...choice, lessonId });
  }, [lessonId, choice, onChoose]);
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
    <DeskFrame head={head} navigation={<DeskNavigation choice={choice} onChoose={onChoose} rooms={views} />}>
      {detail.kind === 'failed' ? (
        <Notice
          title={t('error.title')}
          actions={<Button onClick={detail.reload}>{t('common.retry')}</Button>}
        >
          <ErrorText error={detail.error} />
        </Notice>
      ) : null}
      <RetentionNotices />
      {choice.view === 'today' && lessons !== null ? (
        <TodayView
          course={course}
          lesson={lesson ?? null}
          onEnter={(lessonId) => onEnter({ as: 'class', lessonId })}
          onView={(view) => onChoose({ ...choice, view })}
        />
      ) : null}
      {choice.view === 'lessons' ? (
        <LessonsView
          key={course.id}
          courseId={course.id}
          onOpen={(id) => onChoose({ ...choice, view: 'today', lessonId: id })}
          onChanged={(courseId) => {
            if (courseId === null) onCoursesChanged();
            else changed();
            if (courseId !== course.id) onChoose({ ...choice, courseId, lessonId: null });
          }}
        />
      ) : null}
      <RecordViews
        view={choice.view}
        courseId={course.id}
        onView={(view) => onChoose({ ...choice, view })}
        onChanged={changed}
      />
      {choice.view === 'schedule' ? <ScheduleView course={course} /> : null}
      {choice.view === 'materials' ? <MaterialsView course={course} lessons={lessons ?? []} /> : null}
      {choice.view === 'messages' ? <MessagesView key={course.id} course={course} /> : null}
      {choice.view === 'questions' && lessons !== null ? (
        <QuestionsView
          courseId={course.id}
          lessons={lessons}
          lessonId={lessonId}
          onLesson={(id) => onChoose({ ...choice, lessonId: id })}
        />
      ) : null}
      {choice.view === 'patrol' && lessons !== null ? (
        <PatrolView
          courseId={course.id}
          lessons={lessons}
          lessonId={lessonId}
          onLesson={(id) => onChoose({ ...choice, lessonId: id })}
          onWall={(lessonId) => onEnter({ as: 'wall', lessonId })}
        />
      ) : null}
      {choice.view === 'attendance' && lessons !== null ? (
        <AttendanceView
          courseId={course.id}
          lessons={lessons}
          lessonId={lessonId}
          onLesson={(id) => onChoose({ ...choice, lessonId: id })}
        />
      ) : null}
      {choice.view === 'readiness' ? <ReadinessView course={course} /> : null}
      {choice.view === 'after' ? <AfterView key={course.id} courseId={course.id} /> : null}
      {choice.view === 'help' ? <HelpView key={course.id} courseId={course.id} /> : null}
      {choice.view === 'links' ? <LinksView courseId={course.id} /> : null}
      {choice.view === 'polls' && lessons !== null ? (
        <PollsView key={course.id} course={course} lessons={lessons} lessonId={lessonId} />
      ) : null}
      {choice.view === 'quiz' && lessons !== null ? (
        <QuizView key={course.id} courseId={course.id} lessons={lessons} lessonId={lessonId} />
      ) : null}
      {choice.view === 'scores' ? <ScoresView key={course.id} courseId={course.id} /> : null}
      {choice.view === 'cues' && lessons !== null ? (
        <CuesView
          courseId={course.id}
          lessons={lessons}
          lessonId={lessonId}
          onLesson={(id) => onChoose({ ...choice, lessonId: id })}
        />
      ) : null}
      {choice.view === 'server' ? <ServerView /> : null}
    </DeskFrame>
  );
}

/** Whom and what the course has, and who changed it. */
function RecordViews(props: {
  view: DeskView;
  courseId: string;
  onView: (view: DeskView) => void;
  onChanged: () => void;
}): ReactElement | null {
  const { view, courseId, onView, onChanged } = props;
  switch (view) {
    case 'branches': {
      const onImport = (): void => onView('importBranches');
      return <BranchesView key={courseId} courseId={courseId} onImport={onImport} onChanged={onChanged} />;
    }
    case 'trainees': {
      const onImport = (): void => onView('importTrainees');
      return <TraineesView key={courseId} courseId={courseId} onImport={onImport} onChanged={onChanged} />;
    }
    case 'importBranches':
    case 'importTrainees':
      return (
        <ImportWizard
          key={`${courseId} ${view}`}
          courseId={courseId}
          kind={view === 'importBranches' ? 'branches' : 'trainees'}
          onBack={() => onView(view === 'importBranches' ? 'branches' : 'trainees')}
          onNext={() => onView('importTrainees')}
          onChanged={onChanged}
        />
      );
    case 'audit':
      return <AuditView key={courseId} courseId={courseId} />;
    default:
      return null;
  }
}

const views = [
  'today',
  'lessons',
  'cues',
  'schedule',
  'branches',
  'trainees',
  'patrol',
  'attendance',
  'materials',
  'messages',
  'questions',
  'polls',
  'quiz',
  'scores',
  'after',
  'help',
  'readiness',
  'links',
  'audit',
] as const;

/** The entry under which a room stands. */
function entryOf(view: DeskView): DeskView {
  if (view === 'importBranches') return 'branches';
  return view === 'importTrainees' ? 'trainees' : view;
}

/** Whoever may ask for it sees the page of the whole server. */
const serverRoute: RouteName = 'GET /api/accounts';

function DeskNavigation(
  props: Pick<DeskShellProps, 'choice' | 'onChoose'> & { rooms: readonly (typeof views)[number][] },
): ReactElement {
  const { t } = useTranslation();
  const { choice, onChoose, rooms } = props;
  const may = useMay();
  const items = rooms.map((view) => ({ key: view, label: t(`desk.${view}`) }));
  const server = [{ type: 'divider' as const }, { key: 'server', label: t('server.title') }];
  return (
    <nav className="desk__navigation" aria-label={t('desk.navigation')}>
      <Menu
        selectedKeys={[entryOf(choice.view)]}
        items={may(serverRoute) ? [...items, ...server] : items}
        onClick={({ key }) => {
          const view = key === 'server' ? key : rooms.find((one) => one === key);
          if (view !== undefined) onChoose({ ...choice, view });
        }}
      />
    </nav>
  );
}
