import { Button, Input } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { quizLimits } from '../../../../src/contract/quiz-limits.ts';
import type { Appeal } from '../../../../src/contract/score.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { currentLanguage } from '../../../i18n/index.ts';
import { calendarDay, clockTime } from '../../common/time.ts';
import { EmptyList } from '../records/empty.tsx';
import { ChangeError } from '../records/parts.tsx';
import { FailedList } from '../records/record-page.tsx';
import { useChange } from '../records/use-change.ts';
import type { useAppeals } from './use-scores.ts';

const tones = { open: 'attention', upheld: 'good', refused: 'none' } as const;

/** What trainees object to, those that wait first. */
export function AppealList(props: {
  courseId: string;
  list: ReturnType<typeof useAppeals>;
  onOpen: (traineeId: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, list, onOpen } = props;
  if (list.kind === 'failed') return <FailedList error={list.error} onRetry={list.reload} />;
  const appeals = list.kind === 'ready' ? list.data.appeals : [];
  if (list.kind === 'ready' && appeals.length === 0) {
    return <EmptyList text={t('scoreDesk.appeal.none')} />;
  }
  return (
    <>
      <p className="quiet">{t('scoreDesk.appeal.listText')}</p>
      <ul className="score-items">
        {appeals.map((appeal) => (
          <AppealItem
            key={appeal.id}
            courseId={courseId}
            appeal={appeal}
            onChanged={list.reload}
            onOpen={() => onOpen(appeal.traineeId)}
          />
        ))}
      </ul>
    </>
  );
}

/** One appeal with its answer, or the form for it. */
export function AppealItem(props: {
  courseId: string;
  appeal: Appeal;
  onChanged: () => void;
  /** Opens the ledger that it is about; left out where that is open. */
  onOpen?: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, appeal, onChanged, onOpen } = props;
  const { traineeName, title, text, at, state, answer, answeredBy } = appeal;
  return (
    <li className="card">
      <p className="score-items__head">
        <span>
          <strong>
            <bdi>{traineeName}</bdi>
          </strong>{' '}
          · <bdi>{title}</bdi>{' '}
          <small className="quiet figures">
            {calendarDay(at, currentLanguage())} {clockTime(at)}
          </small>
        </span>
        <span className="signal">
          <span className={`dot dot--${tones[state]}`} />
          {t(`scoreDesk.appeal.state.${state}`)}
        </span>
      </p>
      <p>
        <bdi>{text}</bdi>
      </p>
      {answer === '' ? null : (
        <p className="quiet">
          <bdi>{t('scoreDesk.appeal.answered', { name: answeredBy, answer })}</bdi>
        </p>
      )}
      {state === 'open' ? <AnswerForm courseId={courseId} appeal={appeal} onChanged={onChanged} /> : null}
      {onOpen === undefined ? null : (
        <Button type="link" className="records__name" onClick={onOpen}>
          {t('scoreDesk.appeal.person')}
        </Button>
      )}
    </li>
  );
}

function AnswerForm(props: { courseId: string; appeal: Appeal; onChanged: () => void }): ReactElement {
  const { t } = useTranslation();
  const { courseId, appeal, onChanged } = props;
  const { api } = useClassSession();
  const change = useChange();
  const [answer, setAnswer] = useState('');
  const missing = answer.trim() === '';
  const send = (upheld: boolean): void =>
    void change
      .run(() =>
        api.request('POST /api/courses/:courseId/appeals/:appealId/answer', {
          params: { courseId, appealId: appeal.id },
          body: { upheld, answer },
        }),
      )
      .then((done) => done && onChanged());
  return (
    <>
      <ChangeError change={change} />
      <Input.TextArea
        aria-label={t('scoreDesk.appeal.answer')}
        placeholder={t('scoreDesk.appeal.answerHint')}
        rows={2}
        maxLength={quizLimits.reason}
        value={answer}
        onChange={({ target }) => setAnswer(target.value)}
      />
      <div className="records__actions">
        <Button type="primary" disabled={missing} loading={change.busy} onClick={() => send(true)}>
          {t('scoreDesk.appeal.uphold')}
        </Button>
        <Button disabled={missing || change.busy} onClick={() => send(false)}>
          {t('scoreDesk.appeal.refuse')}
        </Button>
      </div>
    </>
  );
}
