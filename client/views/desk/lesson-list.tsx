import { Button, Table, type TableColumnsType } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Course, Lesson } from '../../../src/contract/course.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { calendarDay, clockTime } from '../common/time.ts';

function phaseOf(lesson: Lesson): 'Waiting' | 'Live' | 'Ended' {
  if (lesson.endedAt !== null) return 'Ended';
  return lesson.startedAt === null ? 'Waiting' : 'Live';
}

/** The course's lessons in the order of time. */
export function LessonList(props: {
  course: Course;
  lessons: readonly Lesson[];
  onOpen: (lessonId: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { course, lessons, onOpen } = props;
  const columns: TableColumnsType<Lesson> = [
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
    { title: t('desk.lesson'), dataIndex: 'title' },
    { title: t('desk.lecturer'), dataIndex: 'lecturerName', width: 160 },
    {
      title: t('desk.phase'),
      width: 120,
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
  return (
    <section className="desk__section">
      <h1>{course.name}</h1>
      <p className="quiet">
        {t('desk.courseSummary', {
          branches: course.branchCount,
          trainees: course.traineeCount,
          ports: course.portCount,
        })}
      </p>
      <Table
        rowKey="id"
        columns={columns}
        dataSource={[...lessons].sort((a, b) => a.startsAt - b.startsAt)}
        pagination={false}
        scroll={{ x: 760 }}
        locale={{ emptyText: t('desk.noLessons') }}
      />
    </section>
  );
}
