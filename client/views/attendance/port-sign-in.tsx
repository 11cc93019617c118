import { useCallback, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignInAnswer, SignInWindow } from '../../../src/contract/attendance.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useHeld } from '../../hooks/use-held.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { windowState } from '../../session/attendance.ts';
import { State } from '../../session/observable.ts';
import { SignInSender, type SendingState } from '../../session/sign-in-sender.ts';
import { useErrorSentence } from '../common/error-text.tsx';
import { clockTime } from '../common/time.ts';
import '../../i18n/attendance.ts';

const idle = new State<SendingState<SignInAnswer>>({ kind: 'idle' });

/** Sends the own sign-in over drops of the line, for as long as the page is open. */
function usePortSignIn(windowId: string): { state: SendingState<SignInAnswer>; tap: () => void } {
  const { api } = useClassSession();
  const { lesson } = useClassroom();
  const [courseId, lessonId] = [lesson?.courseId ?? '', lesson?.id ?? ''];
  const make = useCallback(
    () =>
      new SignInSender(() =>
        api.request('POST /api/courses/:courseId/sign-ins', {
          params: { courseId },
          body: { lessonId, windowId },
        }),
      ),
    [api, courseId, lessonId, windowId],
  );
  const sender = useHeld(make);
  return { state: useObservable(sender?.state ?? idle), tap: () => sender?.tap() };
}

/** A port signs in on its own page with one press; what it says is what the server has. */
export function PortSignIn({ window, now }: { window: SignInWindow; now: number }): ReactElement {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { state, tap } = usePortSignIn(window.windowId);
  const isLate = windowState(window, now) === 'late';
  const busy = state.kind === 'sending' || state.kind === 'unsent';
  return (
    <section className="sign-in-due card">
      <p className="quiet">{t(`attendance.kind.${window.kind}`)}</p>
      <p className={isLate ? 'sign-in-due__late' : ''}>
        {isLate
          ? t('attendance.own.portLate')
          : t('attendance.own.portText', { time: clockTime(window.inTimeUntil) })}
      </p>
      <button
        type="button"
        className="button button--primary sign-in-due__tap"
        aria-busy={busy}
        disabled={busy}
        onClick={tap}
      >
        {busy ? t('attendance.sending') : t(`attendance.tap.${window.kind}`)}
      </button>
      <div role="alert">
        {state.kind === 'unsent' ? (
          <p className="sign-in-due__unsent">
            <strong>{t('attendance.unsent')}</strong> {t('attendance.unsentPort')}
          </p>
        ) : null}
        {state.kind === 'refused' ? <p className="sign-in-due__bad">{sentence(state.error.code)}</p> : null}
      </div>
    </section>
  );
}
