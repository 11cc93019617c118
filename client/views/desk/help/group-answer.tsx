import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { AnswerForm, CloseButton } from './answer-form.tsx';

/** One answer for all requests of a group that are not closed. */
export function GroupAnswer(props: {
  courseId: string;
  ticketId: string;
  count: number;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, ticketId, count, onChanged } = props;
  const [result, setResult] = useState<string | null>(null);
  const done = (words: string): void => {
    setResult(words);
    onChanged();
  };
  return (
    <section className="group-answer card">
      <p className="quiet">{t('helpDesk.answerAllText')}</p>
      <AnswerForm
        courseId={courseId}
        ticketId={ticketId}
        toGroup
        label={t('helpDesk.answerAll', { count })}
        others={
          <CloseButton
            courseId={courseId}
            ticketId={ticketId}
            ofGroup
            onClosed={(closed) => done(t('helpDesk.closed', { count: closed }))}
          />
        }
        onAnswered={(answered) => done(t('helpDesk.answered', { count: answered }))}
      />
      {result === null ? null : <p role="status">{result}</p>}
    </section>
  );
}
