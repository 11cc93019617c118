import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { lazyView } from '../common/lazy-view.tsx';
import { Fold } from '../in-class/fold.tsx';
import '../../i18n/score.ts';

const ScorePanel = lazyView(async () => (await import('./score-panel.tsx')).ScorePanel);

/** The own score behind its heading: asked for when somebody opens it. */
export function OwnScore(): ReactElement | null {
  const { t } = useTranslation();
  const { course, me } = useClassroom();
  if (course === null || typeof me?.traineeId !== 'string') return null;
  return (
    <Fold title={t('score.mine')}>
      <ScorePanel courseId={course.id} traineeId={me.traineeId} />
    </Fold>
  );
}
