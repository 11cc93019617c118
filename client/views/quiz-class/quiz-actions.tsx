import { useId, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { permissions } from '../../../src/contract/permissions.ts';
import type { QuizProgress, QuizRecord } from '../../../src/contract/quiz.ts';
import { quizLimits } from '../../../src/contract/quiz-limits.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { Dialog } from '../common/dialog.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { useAction, type Action } from '../polls/use-action.ts';
import '../../i18n/quiz-class.ts';

interface ActionProps {
  quiz: QuizRecord;
  onDone: () => void;
}

const paramsOf = ({ courseId, id: quizId }: QuizRecord) => ({ courseId, quizId });

/** Opens it for everybody once it was asked. */
export function OpenButton({ quiz, onDone }: ActionProps): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { title } = quiz.settings;
  return (
    <AskedButton
      label={t('quizClass.panel.open')}
      of={title}
      title={t('quizClass.panel.openTitle', { title })}
      primary
      onDone={onDone}
      work={() =>
        api.request('POST /api/courses/:courseId/quizzes/:quizId/opening', {
          params: paramsOf(quiz),
          body: {},
        })
      }
    >
      <p>{t('quizClass.panel.openText')}</p>
    </AskedButton>
  );
}

/** Closes it for everybody once it was asked, with how many are not done. */
export function CloseButton(props: ActionProps & { progress: QuizProgress | null }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { quiz, progress, onDone } = props;
  const { title } = quiz.settings;
  const left = progress === null ? 0 : progress.opened - progress.handedIn;
  return (
    <AskedButton
      label={t('quizClass.panel.close')}
      of={title}
      title={t('quizClass.panel.closeTitle', { title })}
      onDone={onDone}
      work={() =>
        api.request('POST /api/courses/:courseId/quizzes/:quizId/close', {
          params: paramsOf(quiz),
          body: {},
        })
      }
    >
      <p>{left > 0 ? t('quizClass.panel.closeText', { count: left }) : t('quizClass.panel.closeTextAll')}</p>
    </AskedButton>
  );
}

/** A button that asks before it does something for everybody. */
function AskedButton(props: {
  label: string;
  /** What it is about, for those who hear the page. */
  of: string;
  title: string;
  primary?: boolean;
  work: () => Promise<unknown>;
  onDone: () => void;
  children: ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const action = useAction();
  const go = (): void =>
    void action.run(props.work).then((worked) => {
      if (!worked) return;
      setAsking(false);
      props.onDone();
    });
  const look = props.primary === true ? 'button button--primary' : 'button button--danger';
  return (
    <>
      <button
        type="button"
        className={look}
        aria-label={`${props.label} ${props.of}`}
        onClick={() => setAsking(true)}
      >
        {props.label}
      </button>
      {asking ? (
        <ActionDialog
          title={props.title}
          action={action}
          onClose={() => setAsking(false)}
          confirm={
            <button
              type="button"
              className={props.primary === true ? look : 'button button--danger-filled'}
              disabled={action.busy}
              onClick={go}
            >
              {props.label}
            </button>
          }
        >
          {props.children}
          <p className="only-spoken" role="status">
            {action.busy ? t('common.loading') : ''}
          </p>
        </ActionDialog>
      ) : null}
    </>
  );
}

function ActionDialog(props: {
  title: string;
  action: Action;
  onClose: () => void;
  confirm: ReactNode;
  children: ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      actions={
        <>
          <button type="button" className="button" onClick={props.onClose}>
            {t('common.cancel')}
          </button>
          {props.confirm}
        </>
      }
    >
      {props.children}
      {props.action.error === null ? null : (
        <div role="alert">
          <ErrorText error={props.action.error} />
        </div>
      )}
    </Dialog>
  );
}

const extension = 'POST /api/courses/:courseId/quizzes/:quizId/extension';

/** More time for everybody or for one branch, with the reason. Nothing for those whom the server would refuse. */
export function ExtendButton(props: ActionProps & { progress: QuizProgress | null }): ReactElement | null {
  const { t } = useTranslation();
  const { role } = useClassSession();
  const [asking, setAsking] = useState(false);
  const [given, setGiven] = useState<number | null>(null);
  if (!permissions[extension].roles.includes(role)) return null;
  const { title } = props.quiz.settings;
  return (
    <>
      <button
        type="button"
        className="button"
        aria-label={`${t('quizClass.panel.extend')} ${title}`}
        onClick={() => setAsking(true)}
      >
        {t('quizClass.panel.extend')}
      </button>
      {given === null ? null : <p role="status">{t('quizClass.panel.extended', { count: given })}</p>}
      {asking ? (
        <ExtendDialog
          {...props}
          onClose={() => setAsking(false)}
          onGiven={(minutes) => {
            setGiven(minutes);
            setAsking(false);
            props.onDone();
          }}
        />
      ) : null}
    </>
  );
}

const mostMinutes = quizLimits.duration / 60;

function ExtendDialog(props: {
  quiz: QuizRecord;
  progress: QuizProgress | null;
  onClose: () => void;
  onGiven: (minutes: number) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { roster } = useClassroom();
  const { quiz, progress, onClose, onGiven } = props;
  const action = useAction();
  const id = useId();
  const [branchId, setBranchId] = useState('');
  const [minutes, setMinutes] = useState(5);
  const [reason, setReason] = useState('');
  const branches = (progress?.branches ?? []).flatMap((one) => one.branchId ?? []);
  const valid = reason.trim() !== '' && minutes >= 1 && minutes <= mostMinutes;
  const give = (): void => {
    const body = { branchId: branchId === '' ? null : branchId, seconds: minutes * 60, reason };
    void action
      .run(() => api.request(extension, { params: paramsOf(quiz), body }))
      .then((worked) => {
        if (worked) onGiven(minutes);
      });
  };
  return (
    <ActionDialog
      title={t('quizClass.panel.extendTitle', { title: quiz.settings.title })}
      action={action}
      onClose={onClose}
      confirm={
        <button
          type="button"
          className="button button--primary"
          disabled={!valid || action.busy}
          onClick={give}
        >
          {t('quizClass.panel.extend')}
        </button>
      }
    >
      <div className="quiz-extend">
        <label htmlFor={`${id}-whom`}>{t('quizClass.panel.forWhom')}</label>
        <select
          id={`${id}-whom`}
          className="field"
          value={branchId}
          onChange={(event) => setBranchId(event.target.value)}
        >
          <option value="">{t('quizClass.panel.forAll')}</option>
          {branches.map((one) => (
            <option key={one} value={one}>
              {roster?.branches.get(one)?.name ?? one}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}-minutes`}>{t('quizClass.panel.minutes')}</label>
        <input
          id={`${id}-minutes`}
          className="field figures"
          inputMode="numeric"
          value={minutes}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setMinutes(Math.trunc(Number(event.target.value)) || 0)}
        />
        <label htmlFor={`${id}-reason`}>{t('quizClass.panel.reason')}</label>
        <input
          id={`${id}-reason`}
          className="field"
          maxLength={quizLimits.reason}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </ActionDialog>
  );
}
