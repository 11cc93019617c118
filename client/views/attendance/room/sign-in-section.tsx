import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomTrainee, SignIn, SignInWindow, WindowKind } from '../../../../src/contract/attendance.ts';
import { useClassroom } from '../../../hooks/use-classroom.ts';
import { useClock } from '../../../hooks/use-clock.ts';
import { useObservable } from '../../../hooks/use-observable.ts';
import { signInOf, windowState } from '../../../session/attendance.ts';
import type { Entries } from '../../../session/entries.ts';
import { State } from '../../../session/observable.ts';
import type { SendingState } from '../../../session/sign-in-sender.ts';
import { Dialog } from '../../common/dialog.tsx';
import { useErrorSentence } from '../../common/error-text.tsx';
import { clockTime } from '../../common/time.ts';
import { endOfNumber } from '../../liaison/end-of-number.ts';
import { CodePicture, CodeRing } from '../code-picture.tsx';
import { useCodeWords, useUntilWords } from '../code-words.ts';
import { useCodeWindow, useSignInCode, type SignInCode } from '../use-sign-in-code.ts';
import { missingNow, type Room } from './use-room.ts';
import '../../../i18n/attendance-room.ts';
import '../../../i18n/liaison.ts';

const none = new State<ReadonlyMap<string, SendingState<SignIn>>>(new Map());

/** Who has signed in, those who have not by name, and the code for rooms whose screen is off. */
export function SignInSection({ room, entries }: { room: Room; entries: Entries | null }): ReactElement {
  const { t } = useTranslation();
  const { lesson } = useClassroom();
  const now = useClock();
  const sending = useObservable(entries?.state ?? none);
  const [asked, setAsked] = useState<RoomTrainee | null>(null);
  const { window, missing } = missingNow(room, lesson?.id ?? '', now);
  const state = window === null ? 'closed' : windowState(window, now);
  const isOpen = state === 'open' || state === 'late';
  if (room.trainees.length === 0) {
    return (
      <>
        <p className="quiet">{t('attendanceRoom.signIn.noTrainees')}</p>
        <Visitors visitors={room.visitors} />
      </>
    );
  }
  const signedIn = room.trainees.length - missing.length;
  const kind = window?.kind ?? 'start';
  return (
    <>
      <div className="branch-card__arrivals">
        <p>
          <strong className="figures">
            {signedIn} / {room.trainees.length}
          </strong>{' '}
          {t(`attendanceRoom.signIn.signedIn.${kind}`)}
        </p>
        <progress
          max={room.trainees.length}
          value={signedIn}
          aria-label={t(`attendanceRoom.signIn.signedIn.${kind}`)}
        />
      </div>
      <WindowWords window={window} now={now} />
      <PhoneCode />
      {missing.length === 0 ? (
        <p className="branch-card__all">{t(`attendanceRoom.signIn.all.${kind}`)}</p>
      ) : (
        <>
          <h3>{t(`attendanceRoom.signIn.missing.${kind}`, { count: missing.length })}</h3>
          <ul className="room-list">
            {missing.map((trainee) => (
              <li key={trainee.traineeId}>
                <Person trainee={trainee} />
                <MissingAction
                  trainee={trainee}
                  state={sending.get(trainee.traineeId)}
                  kind={isOpen ? kind : null}
                  onEnter={() => setAsked(trainee)}
                />
              </li>
            ))}
          </ul>
          {isOpen ? <p className="quiet">{t('attendanceRoom.signIn.entered')}</p> : null}
        </>
      )}
      <SignedIn trainees={room.trainees.filter((one) => !missing.includes(one))} window={window} />
      <Visitors visitors={room.visitors} />
      {asked === null || window === null || !isOpen ? null : (
        <EnterDialog
          name={asked.name}
          kind={window.kind}
          onClose={() => setAsked(null)}
          onEnter={() => {
            entries?.enter(asked.traineeId, window.windowId);
            setAsked(null);
          }}
        />
      )}
    </>
  );
}

/** Who of other rooms sits in this one: the liaison counts their heads, too. */
function Visitors({ visitors }: { visitors: Room['visitors'] }): ReactElement | null {
  const { t } = useTranslation();
  if (visitors.length === 0) return null;
  return (
    <>
      <h3>{t('attendanceRoom.signIn.visitors', { count: visitors.length })}</h3>
      <ul className="room-list">
        {visitors.map(({ traineeId, name, branchName, at }) => {
          const time = clockTime(at);
          return (
            <li key={traineeId}>
              <bdi>{name}</bdi>
              <span className="quiet figures">
                {branchName === null
                  ? t('attendanceRoom.signIn.visitorPort', { time })
                  : t('attendanceRoom.signIn.visitorOf', { branch: branchName, time })}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** Until when people can sign in, also while the code is not shown here. */
function WindowWords({ window, now }: { window: SignInWindow | null; now: number }): ReactElement {
  const { t } = useTranslation();
  const untilOf = useUntilWords();
  if (window === null || windowState(window, now) === 'closed') {
    return <p className="quiet">{t('attendanceRoom.signIn.noWindow')}</p>;
  }
  return <p className="quiet figures">{untilOf(window, now)}</p>;
}

function MissingAction(props: {
  trainee: RoomTrainee;
  state: SendingState<SignIn> | undefined;
  /** What the liaison can enter for the person now; null for nothing. */
  kind: WindowKind | null;
  onEnter: () => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { trainee, state, kind, onEnter } = props;
  if (state?.kind === 'sending' || state?.kind === 'unsent') {
    return (
      <p className="room-list__state" role="status" aria-busy={state.kind === 'sending'}>
        {t(state.kind === 'sending' ? 'attendanceRoom.rollCall.sending' : 'attendanceRoom.signIn.waiting')}
      </p>
    );
  }
  if (kind === null) return null;
  return (
    <>
      <button
        type="button"
        className="button"
        aria-label={t(`attendanceRoom.signIn.enterNamed.${kind}`, { name: trainee.name })}
        onClick={onEnter}
      >
        {t(`attendanceRoom.signIn.enter.${kind}`)}
      </button>
      {state?.kind === 'refused' ? (
        <p className="room-list__problem" role="alert">
          {sentence(state.error.code)}
        </p>
      ) : null}
    </>
  );
}

function Person({ trainee }: { trainee: RoomTrainee }): ReactElement {
  const { t } = useTranslation();
  return (
    <p className="room-list__person">
      <bdi>{trainee.name}</bdi>{' '}
      <span className="quiet figures">{t('liaison.numberEnd', { end: endOfNumber(trainee.number) })}</span>
    </p>
  );
}

/** Entering somebody is a statement of the liaison's: it is asked once. */
function EnterDialog(props: {
  name: string;
  kind: WindowKind;
  onClose: () => void;
  onEnter: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog
      title={t('attendanceRoom.signIn.sure', { name: props.name })}
      onClose={props.onClose}
      actions={
        <>
          <button type="button" className="button" onClick={props.onClose}>
            {t('common.cancel')}
          </button>
          <button type="button" className="button button--primary" onClick={props.onEnter}>
            {t(`attendanceRoom.signIn.yes.${props.kind}`)}
          </button>
        </>
      }
    >
      <p>{t('attendanceRoom.signIn.sureText')}</p>
    </Dialog>
  );
}

function SignedIn(props: {
  trainees: readonly RoomTrainee[];
  window: SignInWindow | null;
}): ReactElement | null {
  const { t } = useTranslation();
  const { trainees, window } = props;
  if (trainees.length === 0 || window === null) return null;
  const words = (signIn: SignIn): string =>
    [
      clockTime(signIn.at),
      signIn.lateMinutes > 0 ? t('attendanceRoom.signIn.late', { count: signIn.lateMinutes }) : null,
      t(`attendanceRoom.signIn.method.${signIn.method}`),
      signIn.elsewhere && signIn.branchName !== null
        ? t('attendanceRoom.signIn.elsewhere', { branch: signIn.branchName })
        : null,
    ]
      .filter((one) => one !== null)
      .join(' · ');
  return (
    <details className="liaison__more">
      <summary>{t(`attendanceRoom.signIn.list.${window.kind}`)}</summary>
      <ul className="room-list">
        {trainees.map((trainee) => {
          const signIn = signInOf(trainee.signIns, window.windowId);
          return (
            <li key={trainee.traineeId}>
              <Person trainee={trainee} />
              {signIn === null ? null : <p className="quiet figures">{words(signIn)}</p>}
            </li>
          );
        })}
      </ul>
    </details>
  );
}

/** The code on this phone, for rooms whose screen is off: it is asked for only while it is shown. */
function PhoneCode(): ReactElement | null {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const place = useCodeWindow();
  const signIn = useSignInCode(shown);
  if (place === null) return null;
  return (
    <>
      <button
        type="button"
        className="button button--wide"
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        {t(shown ? 'attendanceRoom.signIn.hideCode' : 'attendanceRoom.signIn.showCode')}
      </button>
      {shown && signIn !== null ? <ShownCode signIn={signIn} /> : null}
    </>
  );
}

function ShownCode({ signIn }: { signIn: SignInCode }): ReactElement {
  const { t } = useTranslation();
  const now = useClock();
  const words = useCodeWords(signIn, now);
  return (
    <figure className="room-code">
      <CodePicture code={signIn.code} label={t('attendanceRoom.signIn.codeTitle')} />
      <figcaption>
        <span>
          {words.title} · <span className="figures">{words.until}</span>
        </span>
        {signIn.code === null ? null : <CodeRing nextAt={signIn.code.nextAt} now={now} />}
      </figcaption>
      <p className="quiet">{t('attendanceRoom.signIn.codeText')}</p>
    </figure>
  );
}
