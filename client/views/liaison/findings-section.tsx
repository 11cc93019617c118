import { useId, useState, type ReactElement, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { patrolLimits } from '../../../src/contract/patrol-limits.ts';
import type { Finding } from '../../../src/contract/patrol.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import '../../i18n/patrol-findings.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { ClientError } from '../../session/client-error.ts';
import { Dialog } from '../common/dialog.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { calendarDay, clockTime } from '../common/time.ts';
import { useFindings } from '../patrol/use-findings.ts';
import './findings.css';

/** A phone reads the latest; the desk has them all. */
const mostShown = 30;

/** What inspectors filed about the own room and those below it, and what the liaison says to it. */
export function FindingsSection(): ReactElement | null {
  const { t } = useTranslation();
  const list = useFindings({ limit: mostShown });
  if (list.kind === 'failed') return <ErrorText error={list.error} onRetry={list.reload} />;
  if (list.kind === 'loading') return null;
  const { findings, total } = list.data;
  if (total === 0) return <p className="quiet">{t('patrolFindings.empty')}</p>;
  return (
    <>
      <ul className="findings">
        {findings.map((finding) => (
          <li key={finding.findingId}>
            <FindingCard finding={finding} onAnswered={list.reload} />
          </li>
        ))}
      </ul>
      {total > findings.length ? (
        <p className="quiet">{t('patrolFindings.firstOnly', { count: findings.length, total })}</p>
      ) : null}
    </>
  );
}

function FindingCard(props: { finding: Finding; onAnswered: () => void }): ReactElement {
  const { t } = useTranslation();
  const { finding, onAnswered } = props;
  const { name, kind, note, headCount, filedBy, filedAt, state, answer, settlement } = finding;
  const [answering, setAnswering] = useState(false);
  const time = `${calendarDay(filedAt, currentLanguage())} ${clockTime(filedAt)}`;
  return (
    <article className="finding" data-state={state}>
      <header className="finding__head">
        <h3>{t(`patrolFindings.kind.${kind}`)}</h3>
        <p className="finding__state">{t(`patrolFindings.state.${state}`)}</p>
      </header>
      <p className="quiet">
        <bdi>{name}</bdi>
      </p>
      <FindingPicture finding={finding} />
      {headCount === null ? null : (
        <p className="figures">{t('patrolFindings.heads', { count: headCount })}</p>
      )}
      {note === '' ? null : (
        <p className="finding__note">
          <bdi>{note}</bdi>
        </p>
      )}
      <p className="quiet figures">{t('patrolFindings.filedBy', { name: filedBy.name, time })}</p>
      {answer === null ? null : (
        <Remark words={t('patrolFindings.answeredBy', { name: answer.by })} text={answer.text} />
      )}
      {settlement === null ? null : (
        <Remark
          words={t(state === 'settled' ? 'patrolFindings.settledBy' : 'patrolFindings.reopenedBy', {
            name: settlement.by,
          })}
          text={settlement.text}
        />
      )}
      {state === 'settled' ? null : state === 'open' || answering ? (
        <AnswerForm
          key={finding.revision}
          finding={finding}
          onAnswered={() => {
            setAnswering(false);
            onAnswered();
          }}
        />
      ) : (
        <button type="button" className="button" onClick={() => setAnswering(true)}>
          {t('patrolFindings.change')}
        </button>
      )}
    </article>
  );
}

function Remark({ words, text }: { words: string; text: string }): ReactElement {
  return (
    <div className="finding__remark">
      <p className="quiet">
        <bdi>{words}</bdi>
      </p>
      <p>
        <bdi>{text}</bdi>
      </p>
    </div>
  );
}

function FindingPicture({ finding }: { finding: Finding }): ReactElement | null {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const [large, setLarge] = useState(false);
  const { picture, findingId, name, filedAt } = finding;
  if (picture === null) return <p className="quiet">{t('patrolFindings.noPicture')}</p>;
  const address = api.address('GET /api/findings/:findingId/picture', { params: { findingId } });
  const words = t('patrolFindings.picture', { name, time: clockTime(filedAt) });
  return (
    <>
      <button
        type="button"
        className="finding__picture"
        aria-label={`${t('patrolFindings.large')}: ${words}`}
        onClick={() => setLarge(true)}
      >
        <img src={address} alt={words} width={picture.width} height={picture.height} loading="lazy" />
      </button>
      {large ? (
        <Dialog
          title={words}
          onClose={() => setLarge(false)}
          actions={
            <button type="button" className="button" onClick={() => setLarge(false)}>
              {t('common.close')}
            </button>
          }
        >
          <img className="finding__large" src={address} alt={words} />
        </Dialog>
      ) : null}
    </>
  );
}

/** A text, or one tap that says that it was dealt with. */
function AnswerForm(props: { finding: Finding; onAnswered: () => void }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { finding, onAnswered } = props;
  const { courseId, findingId, revision, answer } = finding;
  const [text, setText] = useState(answer?.text ?? '');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const fieldId = useId();
  const send = (words: string): void => {
    setBusy(true);
    setError(null);
    api
      .request('POST /api/courses/:courseId/findings/:findingId/answer', {
        params: { courseId, findingId },
        body: { text: words, revision },
      })
      .then(onAnswered, (thrown: unknown) => setError(ClientError.from(thrown)))
      .finally(() => setBusy(false));
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    send(text);
  };
  return (
    <form className="finding__form" onSubmit={submit}>
      <label htmlFor={fieldId}>{t('patrolFindings.answerLabel')}</label>
      <textarea
        id={fieldId}
        className="field"
        rows={2}
        maxLength={patrolLimits.note}
        placeholder={t('patrolFindings.answerHint')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {error === null ? null : (
        <div role="alert">
          <ErrorText error={error} />
        </div>
      )}
      <div className="finding__actions">
        <button type="submit" className="button button--primary" disabled={busy || text.trim() === ''}>
          {t('patrolFindings.send')}
        </button>
        <button
          type="button"
          className="button"
          disabled={busy}
          onClick={() => send(t('patrolFindings.done'))}
        >
          {t('patrolFindings.done')}
        </button>
      </div>
    </form>
  );
}
