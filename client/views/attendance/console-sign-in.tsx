import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttendanceTotals, SignInWindow } from '../../../src/contract/attendance.ts';
import type { RouteBody } from '../../../src/contract/index.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { countOf, windowState } from '../../session/attendance.ts';
import { ClientError } from '../../session/client-error.ts';
import { Dialog } from '../common/dialog.tsx';
import { Icon } from '../common/icon.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { clockTime } from '../common/time.ts';
import { newClientId } from '../messages/use-outbox.ts';
import { shortCountdown } from '../polls/words.ts';
import '../../i18n/attendance-console.ts';
import './console-sign-in.css';

const minuteChoices = [3, 5, 10, 15, 30] as const;
const usualMinutes = 5;

/** How many have signed in, and behind it the sign-ins of this lesson and asking for another one. */
export function ConsoleSignIn(): ReactElement | null {
  const { t } = useTranslation();
  const { own } = useClassroom();
  const now = useClock();
  const [open, setOpen] = useState(false);
  const totals = own.attendance?.totals ?? null;
  const windows = own.attendance?.windows ?? [];
  if (totals === null) return null;
  const running = windows.find((one) => one.kind !== 'start' && windowState(one, now) !== 'closed');
  return (
    <>
      <button
        type="button"
        className="button button--plain console-sign-in figures"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {t('attendanceConsole.count', { count: totals.signedIn })}
        {running === undefined ? null : (
          <span className="console-sign-in__running">
            {t(`attendanceConsole.kind.${running.kind}`)} <AskedCount window={running} totals={totals} />
            {' · '}
            {shortCountdown(running.closesAt - now)}
          </span>
        )}
        <Icon name="chevron" />
      </button>
      {open ? <SignInDialog windows={windows} now={now} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function SignInDialog(props: {
  windows: readonly SignInWindow[];
  now: number;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { windows, now, onClose } = props;
  const { own, phase } = useClassroom();
  const totals = own.attendance?.totals ?? null;
  const { signedIn = 0, expected = 0 } = totals ?? {};
  const { busy, error, run } = useWindowAction();
  const running = windows.find((one) => one.kind !== 'start' && windowState(one, now) !== 'closed');
  return (
    <Dialog
      title={t('attendanceConsole.title')}
      onClose={onClose}
      actions={
        <button type="button" className="button" onClick={onClose}>
          {t('common.close')}
        </button>
      }
    >
      <div className="sign-in-dialog">
        <p className="sign-in-dialog__figure figures">{t('attendanceConsole.of', { signedIn, expected })}</p>
        <ul className="sign-in-dialog__windows" aria-label={t('attendanceConsole.list')}>
          {windows.map((window) => (
            <li key={window.windowId}>
              <span>{t(`attendanceConsole.kind.${window.kind}`)}</span>
              {window.windowId === running?.windowId || window.windowId === totals?.asked?.windowId ? (
                <strong className="figures">
                  <AskedCount window={window} totals={totals} />
                </strong>
              ) : null}
              <WindowWords window={window} now={now} />
              {window === running ? (
                <button
                  type="button"
                  className="button"
                  disabled={busy}
                  onClick={() => run({ close: window.windowId })}
                >
                  {t('attendanceConsole.close')}
                </button>
              ) : null}
            </li>
          ))}
        </ul>
        {running !== undefined ? null : phase === 'live' ? (
          <AskForm busy={busy} onAsk={(ask) => run({ ask })} />
        ) : (
          <p className="quiet">{t('attendanceConsole.notLive')}</p>
        )}
        {error === null ? null : (
          <div role="alert">
            <ErrorText error={error} />
          </div>
        )}
      </div>
    </Dialog>
  );
}

/** How many followed what was asked for last; of those before it only the desk's records tell. */
function AskedCount(props: { window: SignInWindow; totals: AttendanceTotals | null }): ReactElement | null {
  const { t } = useTranslation();
  const count = countOf(props.window, props.totals);
  return count && <>{t('attendanceConsole.ofAsked', count)}</>;
}

function WindowWords({ window, now }: { window: SignInWindow; now: number }): ReactElement {
  const { t } = useTranslation();
  const { opensAt, inTimeUntil, closesAt, kind } = window;
  const state = windowState(window, now);
  const words =
    state === 'closed'
      ? t('attendanceConsole.over', { from: clockTime(opensAt), until: clockTime(closesAt) })
      : kind !== 'start'
        ? // What was asked for begins at once: this page's clock may be a moment behind.
          t('attendanceConsole.left', { time: shortCountdown(Math.min(closesAt - now, closesAt - opensAt)) })
        : state === 'early'
          ? t('attendanceConsole.early', { time: clockTime(opensAt) })
          : state === 'open'
            ? t('attendanceConsole.startOpen', { time: clockTime(inTimeUntil) })
            : t('attendanceConsole.startLate', { time: clockTime(closesAt) });
  return <span className="quiet figures">{words}</span>;
}

function AskForm(props: { busy: boolean; onAsk: (ask: AskedWindow) => void }): ReactElement {
  const { t } = useTranslation();
  const [kind, setKind] = useState<'again' | 'out'>('again');
  const [minutes, setMinutes] = useState<number>(usualMinutes);
  // Pressing again after an answer was lost asks for the same window, not for a second one.
  const [requestId] = useState(newClientId);
  return (
    <form
      className="sign-in-dialog__ask"
      onSubmit={(event) => {
        event.preventDefault();
        props.onAsk({ kind, minutes, requestId });
      }}
    >
      <p className="quiet">{t('attendanceConsole.text')}</p>
      <fieldset className="sign-in-dialog__choices">
        <legend>{t('attendanceConsole.what')}</legend>
        {(['again', 'out'] as const).map((one) => (
          <label key={one}>
            <input type="radio" name="kind" checked={kind === one} onChange={() => setKind(one)} />
            <span>{t(`attendanceConsole.kind.${one}`)}</span>
          </label>
        ))}
      </fieldset>
      <fieldset className="sign-in-dialog__choices">
        <legend>{t('attendanceConsole.minutes')}</legend>
        {minuteChoices.map((one) => (
          <label key={one}>
            <input type="radio" name="minutes" checked={minutes === one} onChange={() => setMinutes(one)} />
            <span>{t('attendanceConsole.minute', { count: one })}</span>
          </label>
        ))}
      </fieldset>
      <button type="submit" className="button button--primary" disabled={props.busy} aria-busy={props.busy}>
        {t('attendanceConsole.ask')}
      </button>
    </form>
  );
}

type AskedWindow = RouteBody<'POST /api/courses/:courseId/lessons/:lessonId/attendance/windows'>;
type WindowAction = { ask: AskedWindow } | { close: string };

/** Asks for a window or closes it; what changed comes back as a notice to everybody. */
function useWindowAction(): {
  busy: boolean;
  error: ClientError | null;
  run: (action: WindowAction) => void;
} {
  const { api } = useClassSession();
  const { lesson } = useClassroom();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const run = (action: WindowAction): void => {
    if (lesson === null) return;
    const params = { courseId: lesson.courseId, lessonId: lesson.id };
    setBusy(true);
    setError(null);
    const request =
      'ask' in action
        ? api.request('POST /api/courses/:courseId/lessons/:lessonId/attendance/windows', {
            params,
            body: action.ask,
          })
        : api.request('POST /api/courses/:courseId/lessons/:lessonId/attendance/windows/:windowId/close', {
            params: { ...params, windowId: action.close },
            body: {},
          });
    request
      .then(
        () => undefined,
        (thrown: unknown) => setError(ClientError.from(thrown)),
      )
      .finally(() => setBusy(false));
  };
  return { busy, error, run };
}
