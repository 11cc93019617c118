import { Button, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../../../src/contract/course.ts';
import { useRound } from '../../../hooks/use-round.ts';
import '../../../i18n/patrol-desk.ts';
import { ListHead } from '../records/parts.tsx';
import { FindingsList } from './findings-list.tsx';
import { PlanRounds } from './plan-rounds.tsx';
import { RoundPanel } from './round-panel.tsx';
import { RoundsBefore } from './rounds-before.tsx';
import { StartRound } from './start-round.tsx';
import './patrol-desk.css';

/** Patrol of a course: the round of the lesson that the desk looks at, and every finding. */
export function PatrolView(props: {
  courseId: string;
  lessons: readonly Lesson[];
  lessonId: string | null;
  onLesson: (lessonId: string) => void;
  /** Leaves the desk for the wall of that lesson. */
  onWall: (lessonId: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, lessons, lessonId, onLesson, onWall } = props;
  const view = useRound();
  const currentId = view?.round?.roundId ?? null;
  const lesson = lessons.find(({ id }) => id === lessonId);
  if (lesson === undefined) return <p className="quiet">{t('patrolDesk.waitLesson')}</p>;
  return (
    <section className="desk__section records">
      <ListHead title={t('patrolDesk.title')}>
        <Select
          className="patrol-desk__lesson"
          aria-label={t('patrolDesk.lesson')}
          value={lesson.id}
          options={lessons.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={onLesson}
        />
        <Button onClick={() => onWall(lesson.id)}>{t('patrolDesk.openWall')}</Button>
        <PlanRounds key={lesson.id} courseId={courseId} lesson={lesson} />
        <StartRound view={view} />
      </ListHead>
      <RoundPanel view={view} />
      {view === null ? null : (
        <RoundsBefore key={currentId} courseId={courseId} lessonId={lesson.id} currentId={currentId} />
      )}
      <FindingsList courseId={courseId} lessons={lessons} />
    </section>
  );
}
