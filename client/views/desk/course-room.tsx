import type { ReactElement } from 'react';
import type { Course, Lesson } from '../../../src/contract/course.ts';
import { AttendanceView } from './attendance/attendance-view.tsx';
import { AuditView } from './audit/audit-view.tsx';
import { BranchesView } from './branches/branches-view.tsx';
import { LessonsView } from './courses/lessons-view.tsx';
import { CuesView } from './cues/cues-view.tsx';
import { AfterView } from './reflection/after-view.tsx';
import { HelpView } from './help/help-view.tsx';
import { ImportWizard } from './import/import-wizard.tsx';
import { LinksView } from './links/links-view.tsx';
import { MaterialsView } from './materials/materials-view.tsx';
import { MessagesView } from './messages/messages-view.tsx';
import { QuestionsView } from './questions/questions-view.tsx';
import { PatrolView } from './patrol/patrol-view.tsx';
import { PollsView } from './polls/polls-view.tsx';
import { QuizView } from './quiz/quiz-view.tsx';
import { ReadinessView } from './readiness/readiness-view.tsx';
import { ScheduleView } from './schedule/schedule-view.tsx';
import { ScoresView } from './score/scores-view.tsx';
import { ServerView } from './server/server-view.tsx';
import { TodayView } from './today-view.tsx';
import { TraineesView } from './trainees/trainees-view.tsx';
import type { DeskChoice, DeskView, Entered } from './desk-choice.ts';

export interface CourseRoomProps {
  choice: DeskChoice;
  onChoose: (choice: DeskChoice) => void;
  onEnter: (entered: Entered) => void;
  course: Course;
  /** Null while they are being fetched. */
  lessons: readonly Lesson[] | null;
  /** The lesson that is looked at. */
  lesson: Lesson | null;
  onCoursesChanged: () => void;
  /** Something of this course changed. */
  onChanged: () => void;
}

/** The room of the course that is chosen. */
export function CourseRoom(props: CourseRoomProps): ReactElement | null {
  const { choice, onChoose, course, onCoursesChanged, onChanged } = props;
  const { view } = choice;
  const courseId = course.id;
  const onView = (next: DeskView): void => onChoose({ ...choice, view: next });
  switch (view) {
    case 'lessons':
      return (
        <LessonsView
          key={courseId}
          courseId={courseId}
          onOpen={(lessonId) => onChoose({ ...choice, view: 'today', lessonId })}
          onChanged={(changedId) => {
            if (changedId === null) onCoursesChanged();
            else onChanged();
            if (changedId !== courseId) onChoose({ ...choice, courseId: changedId, lessonId: null });
          }}
        />
      );
    case 'branches':
    case 'trainees':
    case 'importBranches':
    case 'importTrainees':
      return <Records view={view} courseId={courseId} onView={onView} onChanged={onChanged} />;
    case 'schedule':
      return <ScheduleView course={course} />;
    case 'messages':
      return <MessagesView key={courseId} course={course} />;
    case 'readiness':
      return <ReadinessView course={course} />;
    case 'after':
      return <AfterView key={courseId} courseId={courseId} />;
    case 'help':
      return <HelpView key={courseId} courseId={courseId} />;
    case 'links':
      return <LinksView courseId={courseId} />;
    case 'scores':
      return <ScoresView key={courseId} courseId={courseId} />;
    case 'audit':
      return <AuditView key={courseId} courseId={courseId} />;
    case 'server':
      return <ServerView />;
    default:
      return <LessonRoom {...props} view={view} />;
  }
}

type LessonRoomView =
  'today' | 'cues' | 'patrol' | 'attendance' | 'materials' | 'questions' | 'polls' | 'quiz';

/** The rooms that know the course's lessons, and look at one of them. */
function LessonRoom(props: CourseRoomProps & { view: LessonRoomView }): ReactElement | null {
  const { view, choice, onChoose, onEnter, course, lessons, lesson } = props;
  const courseId = course.id;
  if (view === 'materials') return <MaterialsView course={course} lessons={lessons ?? []} />;
  if (lessons === null) return null;
  const lessonId = lesson?.id ?? null;
  const onLesson = (id: string): void => onChoose({ ...choice, lessonId: id });
  const chosen = { courseId, lessons, lessonId, onLesson };
  switch (view) {
    case 'today':
      return (
        <TodayView
          course={course}
          lesson={lesson}
          onEnter={(entered) => onEnter({ as: 'class', lessonId: entered })}
          onView={(next) => onChoose({ ...choice, view: next })}
        />
      );
    case 'cues':
      return <CuesView {...chosen} />;
    case 'patrol':
      return <PatrolView {...chosen} onWall={(entered) => onEnter({ as: 'wall', lessonId: entered })} />;
    case 'attendance':
      return <AttendanceView {...chosen} />;
    case 'questions':
      return <QuestionsView {...chosen} />;
    case 'polls':
      return <PollsView key={courseId} course={course} lessons={lessons} lessonId={lessonId} />;
    case 'quiz':
      return <QuizView key={courseId} courseId={courseId} lessons={lessons} lessonId={lessonId} />;
  }
}

/** Whom the course has, and how they come into it from a file. */
function Records(props: {
  view: 'branches' | 'trainees' | 'importBranches' | 'importTrainees';
  courseId: string;
  onView: (view: DeskView) => void;
  onChanged: () => void;
}): ReactElement {
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
  }
}
