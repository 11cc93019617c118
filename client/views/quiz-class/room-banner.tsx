import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { showSection } from '../liaison/show-section.ts';
import { isForNamed, useOpenQuizzes } from './open-quizzes.ts';
import { TimeLeft } from './quiz-facts.tsx';
import '../../i18n/quiz-class.ts';
import './room-section.css';

/** At the top of a liaison's page while a quiz is open: the way to who of the room needs help. */
export function RoomQuizBanner({ sectionId }: { sectionId: string }): ReactElement | null {
  const { t } = useTranslation();
  const open = useOpenQuizzes();
  const quiz = open.kind === 'ready' ? open.data.find((one) => !isForNamed(one)) : undefined;
  if (quiz === undefined) return null;
  return (
    <p className="room-quiz-banner" role="status">
      <span>
        <bdi>
          {t('quizClass.screen.waiting', { kind: t(`quizClass.kind.${quiz.kind}`), title: quiz.title })}
        </bdi>
        {' · '}
        <TimeLeft closesAt={quiz.closesAt} />
      </span>
      <button type="button" className="button" onClick={() => showSection(sectionId)}>
        {t('quizClass.room.look')}
      </button>
    </p>
  );
}
