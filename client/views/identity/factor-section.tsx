import { useState, type ReactElement, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnFactor } from '../../../src/contract/identity.ts';
import { currentLanguage } from '../../i18n/index.ts';
import '../../i18n/factor.ts';
import { createApi } from '../../session/api.ts';
import { calendarDay } from '../common/time.ts';
import { AppSetUp } from './app-set-up.tsx';
import { Field, SubmitRow, useSubmission } from './form-parts.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { CodeField } from './second-step.tsx';

export interface FactorSectionProps {
  factor: OwnFactor;
  /** The account's name. */
  name: string;
  sessionId: string;
  /** It is on or off now, or has other codes: ask again. */
  onChanged: () => void;
}

type Task = 'setUp' | 'newCodes' | 'turnOff';

/** Recovery codes that are left when it is time for new ones. */
const few = 3;

/** The own second factor: set up, new codes, switched off. */
export function FactorSection(props: FactorSectionProps): ReactElement {
  const { onChanged } = props;
  const { t } = useTranslation();
  const [task, setTask] = useState<Task | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [done, setDone] = useState('');
  const begin = (next: Task | null): void => {
    setTask(next);
    setDone('');
  };
  const made = (recoveryCodes: readonly string[]): void => {
    setTask(null);
    setCodes(recoveryCodes);
  };
  if (codes !== null) {
    const kept = (): void => {
      setCodes(null);
      onChanged();
    };
    return <RecoveryCodes codes={codes} onDone={kept} />;
  }
  return (
    <section className="entrance__form card">
      <h2>{t('factor.title')}</h2>
      {task === null ? (
        <Overview factor={props.factor} onTask={begin} />
      ) : (
        <TaskForm
          {...props}
          task={task}
          onCodes={made}
          onOff={() => {
            setTask(null);
            setDone(t('factor.done.off'));
            onChanged();
          }}
        />
      )}
      {task === null ? null : (
        <button type="button" className="button button--plain" onClick={() => begin(null)}>
          {t('factor.step.back')}
        </button>
      )}
      <div role="status">{done}</div>
    </section>
  );
}

function Overview({
  factor: { since, recoveryCodesLeft, required },
  onTask,
}: {
  factor: OwnFactor;
  onTask: (task: Task) => void;
}): ReactElement {
  const { t } = useTranslation();
  if (since === null) {
    return (
      <>
        <p className="quiet">{required ? t('factor.offRequired') : t('factor.off')}</p>
        <button type="button" className="button button--wide" onClick={() => onTask('setUp')}>
          {t('factor.setUp')}
        </button>
      </>
    );
  }
  const left = { count: recoveryCodesLeft };
  return (
    <>
      <p>
        {t('factor.on', { when: calendarDay(since, currentLanguage()) })}{' '}
        <span className={recoveryCodesLeft > few ? 'quiet' : 'entrance__problem'}>
          {recoveryCodesLeft > few ? t('factor.left', left) : t('factor.leftFew', left)}
        </span>
      </p>
      {required ? <p className="quiet">{t('factor.required')}</p> : null}
      <div className="factor__actions">
        <button type="button" className="button" onClick={() => onTask('newCodes')}>
          {t('factor.newCodes')}
        </button>
        {required ? null : (
          <button type="button" className="button" onClick={() => onTask('turnOff')}>
            {t('factor.turnOff')}
          </button>
        )}
      </div>
    </>
  );
}

function TaskForm(
  props: FactorSectionProps & {
    task: Task;
    onCodes: (codes: readonly string[]) => void;
    onOff: () => void;
  },
): ReactElement {
  const { t } = useTranslation();
  const { task, name, sessionId, onCodes, onOff } = props;
  const [password, setPassword] = useState('');
  const api = createApi(sessionId);
  const passwordField = (
    <Field
      label={t('identity.account.current')}
      type="password"
      value={password}
      onChange={setPassword}
      autoComplete="current-password"
    />
  );
  if (task === 'setUp') {
    return (
      <AppSetUp
        name={name}
        complete={password !== ''}
        send={(step) => api.request('POST /api/account/second-factor', { body: { password, ...step } })}
        onDone={({ recoveryCodes }) => onCodes(recoveryCodes)}
      >
        {passwordField}
      </AppSetUp>
    );
  }
  const renew = async (factorCode: string): Promise<void> => {
    const body = { password, factorCode };
    onCodes((await api.request('POST /api/account/recovery-codes', { body })).recoveryCodes);
  };
  const remove = async (factorCode: string): Promise<void> => {
    await api.request('POST /api/account/second-factor/removal', { body: { password, factorCode } });
    onOff();
  };
  return (
    <ProofForm
      label={task === 'newCodes' ? t('factor.newCodes') : t('factor.turnOff')}
      text={task === 'newCodes' ? null : t('factor.turnOffText')}
      complete={password !== ''}
      send={task === 'newCodes' ? renew : remove}
    >
      {passwordField}
    </ProofForm>
  );
}

/** Password and code, for what neither alone may do. */
function ProofForm(props: {
  label: string;
  text: string | null;
  complete: boolean;
  send: (code: string) => Promise<void>;
  children: ReactElement;
}): ReactElement {
  const { label, text, complete, send, children } = props;
  const [code, setCode] = useState('');
  const { busy, error, wait, submit } = useSubmission(
    () => send(code.trim()),
    () => undefined,
  );
  const check = (event: SubmitEvent): void => {
    event.preventDefault();
    if (complete && code.trim() !== '') submit();
  };
  return (
    <form className="factor__set-up" onSubmit={check} noValidate>
      {text === null ? null : <p className="quiet">{text}</p>}
      {children}
      <CodeField value={code} onChange={setCode} />
      <SubmitRow label={label} busy={busy} wait={wait} error={error} />
    </form>
  );
}
