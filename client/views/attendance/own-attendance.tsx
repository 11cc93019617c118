import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignIn, SignInWindow } from '../../../src/contract/attendance.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { signInOf, windowNow, windowState } from '../../session/attendance.ts';
import { Icon } from '../common/icon.tsx';
import { clockTime } from '../common/time.ts';
import { PortSignIn } from './port-sign-in.tsx';
import { SignInWords } from './sign-in-words.tsx';
import '../../i18n/attendance.ts';
import './own-attendance.css';

/** The own attendance in this lesson: what is to be done now as the large thing, then what is on record. */
export function OwnAttendance(): ReactElement | null {
  const { t } = useTranslation();
  const { role } = useClassSession();
  const { own } = useClassroom();
  const now = useClock();
  const { windows = [], signIns = [] } = own.attendance ?? {};
  const next = windowNow(
    windows.filter(({ windowId }) => signInOf(signIns, windowId) === null),
    now,
  );
  const due = next !== null && windowState(next, now) !== 'early' ? next : null;
  const listed = windows.filter((window) => window !== due);
  return (
    <>
      {due === null ? null : role === 'port' ? (
        <PortSignIn key={due.windowId} window={due} now={now} />
      ) : (
        <ScanPlease window={due} now={now} />
      )}
      {listed.length === 0 ? null : (
        <ul className="own-attendance card" aria-label={t('attendance.own.list')}>
          {listed.map((window) => (
            <li key={window.windowId}>
              <Line window={window} signIn={signInOf(signIns, window.windowId)} now={now} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Trainees sign in with the code in their room: that is what proves that they are in it. */
function ScanPlease({ window, now }: { window: SignInWindow; now: number }): ReactElement {
  const { t } = useTranslation();
  const isLate = windowState(window, now) === 'late';
  const time = clockTime(window.inTimeUntil);
  return (
    <section className="sign-in-due card" role="status">
      <p className="quiet">{t(`attendance.kind.${window.kind}`)}</p>
      <h1>{t(`attendance.own.due.${window.kind}`)}</h1>
      <p className={isLate ? 'sign-in-due__late' : ''}>
        {isLate
          ? t('attendance.own.lateText')
          : window.kind === 'start'
            ? t('attendance.own.dueText', { time })
            : t('attendance.own.dueAsked', { time })}
      </p>
    </section>
  );
}

/** One window: when, or what is on record. */
function Line(props: { window: SignInWindow; signIn: SignIn | null; now: number }): ReactElement {
  const { t } = useTranslation();
  const { window, signIn, now } = props;
  if (signIn !== null) {
    return (
      <>
        <p className={`own-attendance__done${signIn.lateMinutes > 0 ? ' own-attendance__done--late' : ''}`}>
          <Icon name="check" />
          <strong className="figures">
            {t(`attendance.done.${signIn.kind}`, { time: clockTime(signIn.at) })}
          </strong>
        </p>
        <SignInWords signIn={signIn} />
      </>
    );
  }
  const state = windowState(window, now);
  const words =
    state === 'early'
      ? t('attendance.own.from', { time: clockTime(window.opensAt) })
      : t(state === 'closed' ? 'attendance.own.missed' : 'attendance.own.running');
  return (
    <p>
      {t(`attendance.kind.${window.kind}`)} · <span className="figures">{words}</span>
    </p>
  );
}
