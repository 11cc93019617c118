import { Button, Table, type TableColumnsType } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LessonRecord } from '../../../../src/contract/records.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { ErrorText, Notice } from '../../common/notice.tsx';
import { calendarDay, clockTime } from '../../common/time.ts';
import { EmptyList } from '../records/empty.tsx';
import { ExportButton, ListHead } from '../records/parts.tsx';
import { CourseNameButton } from './course-name.tsx';
import { LessonForm } from './lesson-form.tsx';

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
  /** The course or its lessons changed; a new course is to be shown. */
  onChanged: (courseId: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, onOpen, onChanged } = props;
  const found = useRequest('GET /api/courses/:courseId/lessons', { params: { courseId } });
  const [edited, setEdited] = useState<LessonRecord | 'new' | null>(null);
  const columns = useColumns(setEdited, onOpen);
  if (found.kind === 'failed') {
    return (
      <Notice title={t('error.title')} actions={<Button onClick={found.reload}>{t('common.retry')}</Button>}>
        <ErrorText error={found.error} />
      </Notice>
    );
  }
  const lessons = found.kind === 'ready' ? found.data.lessons : [];
  const changed = (): void => {
    setEdited(null);
    found.reload();
    onChanged(courseId);
  };
  const add = (
    <Button type="primary" onClick={() => setEdited('new')}>
      {t('records.lessons.add')}
    </Button>
  );
  return (
    <section className="desk__section records">
      <ListHead title={found.kind === 'ready' ? found.data.course.name : t('records.lessons.title')}>
        {found.kind === 'ready' ? <CourseNameButton course={found.data.course} onSaved={changed} /> : null}
        <CourseNameButton course={null} onSaved={onChanged} />
        <ExportButton courseId={courseId} kind="lessons" />
        {lessons.length > 0 ? add : null}
      </ListHead>
      {found.kind === 'ready' && lessons.length === 0 ? (
        <EmptyList text={t('records.lessons.empty')}>{add}</EmptyList>
      ) : (
        <Table
          rowKey="id"
          columns={columns}
          dataSource={lessons}
          loading={found.kind === 'loading' ? { delay: 300 } : false}
          pagination={false}
          scroll={{ x: 860 }}
        />
      )}
      {edited === null ? null : (
        <LessonForm
          key={edited === 'new' ? 'new' : edited.id}
          courseId={courseId}
          lesson={edited === 'new' ? null : edited}
          startsAt={nextStart(lessons)}
          onClose={() => {
            setEdited(null);
            found.reload();
          }}
          onSaved={changed}
        />
      )}
    </section>
  );
}

function useColumns(
  onEdit: (lesson: LessonRecord) => void,
  onOpen: (lessonId: string) => void,
): TableColumnsType<LessonRecord> {
  const { t } = useTranslation();
  return [
    {
      title: t('desk.time'),
      width: 220,
      render: (_, lesson) => (
        <span className="figures">
          {calendarDay(lesson.startsAt, currentLanguage())} {clockTime(lesson.startsAt)}–
          {clockTime(lesson.endsAt)}
        </span>
      ),
    },
    {
      title: t('desk.lesson'),
      render: (_, lesson) => (
        <Button type="link" className="records__name" onClick={() => onEdit(lesson)}>
          {lesson.title}
        </Button>
      ),
    },
    { title: t('desk.lecturer'), dataIndex: 'lecturerName', width: 160 },
    { title: t('records.field.kind'), width: 100, render: (_, lesson) => t(`desk.kind.${lesson.kind}`) },
    {
      title: t('desk.phase'),
      width: 100,
      render: (_, lesson) => {
        const phase = phaseOf(lesson);
        const word = t(`desk.phase${phase}`);
        return phase === 'Live' ? <span className="live-badge">{word}</span> : word;
      },
    },
    {
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
