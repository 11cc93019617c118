import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LessonRecord } from '../../../../src/contract/records.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { calendarDay, clockTime } from '../../common/time.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { ExportButton } from '../records/export-menu.tsx';
import { FailedList, RecordName, RecordPage, usePanel } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { RetentionButton } from '../retention/retention-button.tsx';
import { CourseNameButton } from './course-name.tsx';
import { LessonForm } from './lesson-form.tsx';
import { RemoveCourseButton } from './remove-course.tsx';

const hour = 3_600_000;

/** The next full hour, or the one after the last lesson. */
function nextStart(lessons: readonly LessonRecord[]): number {
  const after = Math.max(Date.now(), ...lessons.map((one) => one.endsAt));
  return Math.ceil(after / hour) * hour;
}

function phaseOf(lesson: LessonRecord): 'Waiting' | 'Live' | 'Ended' {
  if (lesson.endedAt !== null) return 'Ended';
  return lesson.startedAt === null ? 'Waiting' : 'Live';
}

/** The course by name, and its lessons in the order of time. */
export function LessonsView(props: {
  courseId: string;
  /** Watches a lesson. */
  onOpen: (lessonId: string) => void;
  /** The course or its lessons changed; a new course is to be shown, or any other when null. */
  onChanged: (courseId: string | null) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, onOpen, onChanged } = props;
  const found = useRequest('GET /api/courses/:courseId/lessons', { params: { courseId } });
  const panel = usePanel<LessonRecord>();
  const { shown } = panel;
  const columns = useColumns(panel.open, onOpen);
  if (found.kind === 'failed') return <FailedList error={found.error} onRetry={found.reload} />;
  const lessons = found.kind === 'ready' ? found.data.lessons : null;
  const course = found.kind === 'ready' ? found.data.course : null;
  const changed = (): void => {
    panel.close();
    found.reload();
    onChanged(courseId);
  };
  return (
    <>
      <RecordPage
        title={course?.name ?? t('records.lessons.title')}
        manage={
          <>
            {course === null ? null : <CourseNameButton course={course} onSaved={changed} />}
            {course === null ? null : (
              <RemoveCourseButton course={course} onRemoved={() => onChanged(null)} />
            )}
            <RetentionButton courseId={courseId} />
            <CourseNameButton course={null} onSaved={onChanged} />
          </>
        }
        actions={
          <Button type="primary" onClick={() => panel.open('new')}>
            {t('records.lessons.add')}
          </Button>
        }
        export={<ExportButton courseId={courseId} kind="lessons" />}
        empty={lessons?.length === 0 ? t('records.lessons.empty') : null}
      >
        <RecordTable
          columns={columns}
          rows={lessons}
          rowKey={({ id }) => id}
          width={860}
          noMatch={t('records.lessons.empty')}
          onOpen={panel.open}
        />
      </RecordPage>
      {shown === null ? null : (
        <LessonForm
          key={shown === 'new' ? 'new' : shown.id}
          courseId={courseId}
          lesson={shown === 'new' ? null : shown}
          startsAt={nextStart(lessons ?? [])}
          onClose={changed}
          onSaved={changed}
        />
      )}
    </>
  );
}

function useColumns(
  onEdit: (lesson: LessonRecord) => void,
  onOpen: (lessonId: string) => void,
): RecordColumn<LessonRecord>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'time',
      title: t('desk.time'),
      sorter: (a, b) => a.startsAt - b.startsAt,
      width: 220,
      render: (_, lesson) => (
        <span className="figures">
          {calendarDay(lesson.startsAt, currentLanguage())} {clockTime(lesson.startsAt)}–
          {clockTime(lesson.endsAt)}
        </span>
      ),
    },
    {
      key: 'title',
      title: t('desk.lesson'),
      sorter: (a, b) => a.title.localeCompare(b.title, 'zh-CN'),
      render: (_, lesson) => <RecordName name={lesson.title} onOpen={() => onEdit(lesson)} />,
    },
    {
      key: 'lecturer',
      title: t('desk.lecturer'),
      dataIndex: 'lecturerName',
      width: 160,
      sorter: (a, b) => a.lecturerName.localeCompare(b.lecturerName, 'zh-CN'),
    },
    {
      key: 'kind',
      title: t('records.field.kind'),
      width: 110,
      render: (_, lesson) => t(`schedule.kind.${lesson.kind}`),
    },
    {
      key: 'phase',
      title: t('desk.phase'),
      width: 110,
      render: (_, lesson) => {
        const phase = phaseOf(lesson);
        const word = t(`desk.phase${phase}`);
        return phase === 'Live' ? <span className="live-badge">{word}</span> : word;
      },
    },
    {
      key: 'open',
      title: '',
      width: 96,
      render: (_, lesson) => (
        <Button aria-label={`${t('desk.open')} ${lesson.title}`} onClick={() => onOpen(lesson.id)}>
          {t('desk.open')}
        </Button>
      ),
    },
  ];
}
