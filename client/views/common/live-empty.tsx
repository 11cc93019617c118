import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useStage } from '../../hooks/use-stage.ts';
import { useErrorSentence } from './error-text.tsx';
import { StageStill } from './stage-view.tsx';
import '../../i18n/stage.ts';

/** Why a live lesson shows no picture now, in a sentence: never a black box. */
export function LiveEmpty(): ReactElement {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { lesson, stage } = useClassroom();
  const { phase } = useStage();
  if (phase.kind === 'failed') {
    const title = phase.retrying ? t('connection.failedRetrying') : t('connection.failed');
    return <StageStill sentence={title} small={sentence(phase.error.code)} />;
  }
  if (stage.lecturer === 'away') {
    return <StageStill sentence={t('stage.lecturerAway')} small={t('stage.lecturerAwayText')} />;
  }
  if (stage.lecturer === 'absent') {
    return <StageStill sentence={t('stage.lecturerComing')} small={lesson?.title ?? ''} />;
  }
  const coming = stage.tracks.length > 0 && phase.kind !== 'open';
  return (
    <StageStill
      sentence={coming ? t('stage.pictureComing') : t('stage.lecturerNoPicture')}
      small={lesson?.lecturerName ?? ''}
    />
  );
}
