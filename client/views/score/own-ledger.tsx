import { useId, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appeal, LedgerEntry, ScoreDetail } from '../../../src/contract/score.ts';
import { quizLimits } from '../../../src/contract/quiz-limits.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { currentLanguage } from '../../i18n/index.ts';
import { ClientError } from '../../session/client-error.ts';
import { Dialog } from '../common/dialog.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { calendarDay, clockTime } from '../common/time.ts';
import { newClientId } from '../messages/use-outbox.ts';
import { useLineTitle, usePointsWords } from './score-words.ts';

/** Every line that the own score came from, the newest first; each can be appealed. */
export function OwnLedger(props: {
  courseId: string;
  detail: ScoreDetail;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, detail, onChanged } = props;
  const [appealing, setAppealing] = useState<LedgerEntry | null>(null);
  return (
    <section className="own-score__section">
      <h3>{t('score.ledger')}</h3>
      <p className="quiet">{t(detail.ledger.length === 0 ? 'score.ledgerEmpty' : 'score.ledgerText')}</p>
      <ol className="own-score__ledger">
        {[...detail.ledger].reverse().map((line) => (
          <Line
            key={line.id}
            line={line}
            appeals={detail.appeals.filter(({ entryId }) => entryId === line.id)}
            onAppeal={() => setAppealing(line)}
          />
        ))}
      </ol>
      {appealing === null ? null : (
        <AppealDialog
          courseId={courseId}
          line={appealing}
          onClose={() => setAppealing(null)}
          onSent={() => {
            setAppealing(null);
            onChanged();
          }}
        />
      )}
    </section>
  );
}

function Line(props: { line: LedgerEntry; appeals: readonly Appeal[]; onAppeal: () => void }): ReactElement {
  const { t } = useTranslation();
  const { line, appeals, onAppeal } = props;
  const points = usePointsWords();
  const title = useLineTitle();
  const { kind, at, by, reason, state } = line;
  const isOpen = appeals.some((one) => one.state === 'open');
  return (
    <li className={state === 'counts' ? '' : 'own-score__line--not'}>
      <p className="own-score__line">
        <bdi>{title(line)}</bdi>
        <strong className="figures">{points(line)}</strong>
      </p>
      <p className="quiet figures">
        {t(`score.kind.${kind}`)} · {calendarDay(at, currentLanguage())} {clockTime(at)} ·{' '}
        <bdi>{by ?? t('score.system')}</bdi>
      </p>
      {reason === '' ? null : (
        <p>
          <bdi>{t('score.reason', { reason })}</bdi>
        </p>
      )}
      {state === 'counts' ? null : <p className="quiet">{t(`score.state.${state}`)}</p>}
      {appeals.map((one) => (
        <AppealWords key={one.id} appeal={one} />
      ))}
      {isOpen ? null : (
        <button type="button" className="button button--plain own-score__appeal" onClick={onAppeal}>
          {t('score.appeal')}
        </button>
      )}
    </li>
  );
}

const tones = { open: 'attention', upheld: 'good', refused: 'none' } as const;
const states = { open: 'appealOpen', upheld: 'appealUpheld', refused: 'appealRefused' } as const;

function AppealWords({ appeal }: { appeal: Appeal }): ReactElement {
  const { t } = useTranslation();
  const { state, text, answer } = appeal;
  return (
    <div className="own-score__appealed">
      <strong className="signal">
        <span className={`dot dot--${tones[state]}`} />
        {t(`score.${states[state]}`)}
      </strong>
      <p>
        <bdi>{t('score.appealText', { text })}</bdi>
      </p>
      <p className={answer === '' ? 'quiet' : ''}>
        <bdi>{answer === '' ? t('score.appealSent') : t('score.appealAnswer', { answer })}</bdi>
      </p>
    </div>
  );
}

function AppealDialog(props: {
  courseId: string;
  line: LedgerEntry;
  onClose: () => void;
  onSent: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, line, onClose, onSent } = props;
  const { api } = useClassSession();
  const title = useLineTitle();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const fieldId = useId();
  // Sending it again after a lost answer is not a second one.
  const id = useRef(newClientId());
  const send = (): void => {
    setBusy(true);
    setError(null);
    api
      .request('POST /api/courses/:courseId/appeals', {
        params: { courseId },
        body: { id: id.current, entryId: line.id, text },
      })
      .then(onSent, (thrown: unknown) => {
        setBusy(false);
        setError(ClientError.from(thrown));
      });
  };
  return (
    <Dialog
      title={t('score.appealTitle', { title: title(line) })}
      onClose={onClose}
      actions={
        <>
          <button type="button" className="button" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button
            type="button"
            className="button button--primary"
            disabled={busy || text.trim() === ''}
            onClick={send}
          >
            {t('score.appealSend')}
          </button>
        </>
      }
    >
      <div className="own-score__form">
        <label htmlFor={fieldId}>{t('score.appealLabel')}</label>
        <textarea
          id={fieldId}
          className="field"
          rows={4}
          maxLength={quizLimits.reason}
          placeholder={t('score.appealHint')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {error === null ? null : (
          <div role="alert">
            <ErrorText error={error} />
          </div>
        )}
      </div>
    </Dialog>
  );
}
