import { Button, Input, InputNumber } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Marking } from '../../../../src/contract/quiz.ts';
import { quizLimits } from '../../../../src/contract/quiz-limits.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { EmptyList } from '../records/empty.tsx';
import { ChangeError } from '../records/parts.tsx';
import { FailedList } from '../records/record-page.tsx';
import { useChange } from '../records/use-change.ts';

/** Answers in words that wait for a person; whose they are is not shown. */
export function QuizMarking(props: { courseId: string; quizId: string }): ReactElement | null {
  const { t } = useTranslation();
  const markings = useRequest('GET /api/courses/:courseId/quizzes/:quizId/markings', {
    params: props,
    query: { done: 'no' },
  });
  if (markings.kind === 'failed') return <FailedList error={markings.error} onRetry={markings.reload} />;
  if (markings.kind === 'loading') return null;
  const list = markings.data.markings;
  if (list.length === 0) return <EmptyList text={t('quizDesk.mark.none')} />;
  return (
    <div className="quiz-form">
      <p className="quiet">{t('quizDesk.mark.hint')}</p>
      {list.map((one) => (
        <MarkOne key={`${one.paperId} ${one.itemId}`} {...props} marking={one} onMarked={markings.reload} />
      ))}
    </div>
  );
}

function MarkOne(props: {
  courseId: string;
  quizId: string;
  marking: Marking;
  onMarked: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, quizId, marking, onMarked } = props;
  const { api } = useClassSession();
  const change = useChange();
  const [given, setGiven] = useState<number | null>(null);
  const [comment, setComment] = useState('');
  const most = marking.most / 100;
  const label = t('quizDesk.mark.given', { most });
  const save = (): void => {
    if (given === null) return;
    const { paperId, itemId } = marking;
    void change
      .run(() =>
        api.request('PUT /api/courses/:courseId/quizzes/:quizId/markings/:paperId/:itemId', {
          params: { courseId, quizId, paperId, itemId },
          body: { given: Math.round(given * 100), comment },
        }),
      )
      .then((done) => done && onMarked());
  };
  return (
    <section className="card quiz-form">
      <strong>
        <bdi>{marking.question}</bdi>
      </strong>
      {marking.guide === '' ? null : (
        <p className="quiet">{t('quizDesk.mark.guide', { guide: marking.guide })}</p>
      )}
      <p>
        <bdi>{marking.answer || t('quizDesk.mark.noAnswer')}</bdi>
      </p>
      <ChangeError change={change} />
      <div className="quiz-form__part">
        <InputNumber
          className="quiz-form__given"
          aria-label={label}
          placeholder={label}
          min={0}
          max={most}
          precision={2}
          value={given}
          onChange={setGiven}
        />
        <Input
          className="quiz-form__comment"
          aria-label={t('quizDesk.mark.comment')}
          placeholder={t('quizDesk.mark.comment')}
          maxLength={quizLimits.reason}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
        <Button type="primary" disabled={given === null} loading={change.busy} onClick={save}>
          {t('quizDesk.mark.save')}
        </Button>
      </div>
    </section>
  );
}
