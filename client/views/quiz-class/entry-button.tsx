import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenQuiz, Paper } from '../../../src/contract/paper.ts';
import type { Sitting } from '../../../src/contract/quiz.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { Dialog } from '../common/dialog.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { useAction } from '../polls/use-action.ts';
import '../../i18n/quiz-class.ts';

const beginFor = 'POST /api/courses/:courseId/quizzes/:quizId/papers-for/:traineeId';

/** A liaison enters the paper of somebody without a phone, once it was asked; one that is begun is gone on with at once. */
export function EntryButton(props: {
  quiz: OpenQuiz;
  sitting: Sitting;
  /** It is open on this phone now. */
  onPaper: (paper: Paper) => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { course } = useClassroom();
  const { quiz, sitting, onPaper } = props;
  const { name, traineeId, entered } = sitting;
  const [asking, setAsking] = useState(false);
  const action = useAction();
  if (course === null) return null;
  const begin = (): void => {
    const params = { courseId: course.id, quizId: quiz.quizId, traineeId };
    void action.run(async () => {
      onPaper(await api.request(beginFor, { params, body: {} }));
      setAsking(false);
    });
  };
  const problem =
    action.error === null ? null : action.error.code === 'in_use' ? (
      <p>{t('quizClass.room.onOwnPhone')}</p>
    ) : (
      <ErrorText error={action.error} />
    );
  return (
    <>
      <button
        type="button"
        className={entered ? 'button button--primary' : 'button'}
        aria-label={t(entered ? 'quizClass.room.goOnNamed' : 'quizClass.room.enterNamed', { name })}
        disabled={action.busy}
        onClick={() => (entered ? begin() : setAsking(true))}
      >
        {t(entered ? 'quizClass.room.goOn' : 'quizClass.room.enter')}
      </button>
      {entered && problem !== null ? <div role="alert">{problem}</div> : null}
      {asking ? (
        <Dialog
          title={t('quizClass.room.askTitle', { name })}
          onClose={() => setAsking(false)}
          actions={
            <>
              <button type="button" className="button" onClick={() => setAsking(false)}>
                {t('common.cancel')}
              </button>
              <button type="button" className="button button--primary" disabled={action.busy} onClick={begin}>
                {t('quizClass.room.ask')}
              </button>
            </>
          }
        >
          <p>{t('quizClass.room.askText')}</p>
          {problem === null ? null : <div role="alert">{problem}</div>}
        </Dialog>
      ) : null}
    </>
  );
}
