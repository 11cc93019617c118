import { useCallback, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Paper } from '../../../src/contract/paper.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useHeld } from '../../hooks/use-held.ts';
import { useNews } from '../../hooks/use-news.ts';
import { PaperSitting } from '../../session/paper-sitting.ts';
import { paperGround } from '../../session/paper-visit.ts';
import { PaperSheet } from '../paper/paper-dialog.tsx';
import { PaperView } from '../paper/paper-view.tsx';
import '../../i18n/quiz-class.ts';
import './paper-entry.css';

const nothing = (): void => undefined;

/** The paper of somebody without a phone, over the liaison's page: whose it is stays in sight. */
export function PaperEntry(props: { courseId: string; initial: Paper; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { api, classroom, sessionId } = useClassSession();
  const { courseId, initial, onClose } = props;
  const make = useCallback(
    () =>
      new PaperSitting(
        initial,
        paperGround(api, { courseId, paperId: initial.paperId, sessionId, now: () => classroom.serverNow() }),
      ),
    [api, classroom, sessionId, courseId, initial],
  );
  const sitting = useHeld(make);
  useNews(['quiz.changed', 'score.changed'], () => sitting?.refresh());
  return (
    <PaperSheet onClose={onClose}>
      <div className="paper-entry">
        <p className="paper-entry__who">
          <strong>
            <bdi>{t('quizClass.entry.title', { name: initial.traineeName })}</bdi>
          </strong>{' '}
          <span>{t('quizClass.entry.hint')}</span>
        </p>
        {sitting === null ? null : (
          <PaperView quiz={null} sitting={sitting} onAgain={nothing} onClose={onClose} />
        )}
      </div>
    </PaperSheet>
  );
}
