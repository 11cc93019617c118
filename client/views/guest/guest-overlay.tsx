import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { GuestChecks, StageGuest } from '../../../src/contract/stage.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { useGuestLevel } from '../../hooks/use-guest.ts';
import '../../i18n/guest.ts';
import type { GuestState } from '../../session/types.ts';
import { Icon } from '../common/icon.tsx';
import { PictureTile } from '../common/picture-tile.tsx';
import { guestMoment, shortDuration, type GuestMoment } from './guest-moment.ts';
import './guest.css';

export interface GuestOverlayProps {
  call: StageGuest;
  state: GuestState;
  /** Given where somebody can press a button. */
  onLeave?: () => Promise<void>;
}

/** Called to the stage: large before it, small in the corner while live. Nothing has to be touched. */
export function GuestOverlay({ call, state, onLeave }: GuestOverlayProps): ReactElement {
  const now = useClock(250);
  const moment = guestMoment(call, now);
  if (moment.kind === 'live')
    return <LiveMark elapsedMs={now - moment.since} state={state} onLeave={onLeave} />;
  return (
    <section className="guest" role="status">
      <div className="guest__picture">
        <OwnPicture state={state} />
        {moment.kind === 'countdown' ? (
          <p className="guest__count figures" key={moment.seconds}>
            {moment.seconds}
          </p>
        ) : null}
      </div>
      <div className="guest__words">
        <Heading moment={moment} faulty={isFaulty(state)} />
        <Checks state={state} />
        <Leave words="decline" onLeave={onLeave} />
      </div>
    </section>
  );
}

function isFaulty({ checks, camera, microphone }: GuestState): boolean {
  if (camera !== null || microphone !== null) return true;
  return checks !== null && Object.values(checks).some((found) => toneOf(found) === 'bad');
}

function Heading(props: { moment: GuestMoment; faulty: boolean }): ReactElement {
  const { moment, faulty } = props;
  const { t } = useTranslation();
  const small = {
    called: t('guest.nextText'),
    ready: faulty ? t('guest.fix') : t('guest.wait'),
    countdown: moment.kind === 'countdown' ? t('guest.inSeconds', { count: moment.seconds }) : '',
    live: '',
  }[moment.kind];
  return (
    <>
      <h1>
        {t('guest.next')} · {t('guest.prepare')}
      </h1>
      <p>{small}</p>
    </>
  );
}

function OwnPicture({ state }: { state: GuestState }): ReactElement {
  const { t } = useTranslation();
  if (state.picture !== null) return <PictureTile stream={state.picture} label={t('guest.own')} mirrored />;
  return (
    <div className="guest__none">
      <Icon name="cameraOff" />
    </div>
  );
}

/** What was checked, in words, with what to do where something failed. */
function Checks({ state }: { state: GuestState }): ReactElement {
  const { t } = useTranslation();
  const { checks, camera, microphone } = state;
  const hardware = useProblem();
  return (
    <ul className="guest__checks">
      <Check
        name={t('guest.picture')}
        tone={camera !== null ? 'bad' : checks === null ? 'none' : toneOf(checks.picture)}
        words={
          hardware(camera) ??
          (checks === null ? t('guest.unchecked') : t(`guest.pictureIs.${checks.picture}`))
        }
      />
      <Check
        name={t('guest.microphone')}
        tone={microphone !== null ? 'bad' : checks === null ? 'none' : toneOf(checks.microphone)}
        words={
          hardware(microphone) ??
          (checks === null ? t('guest.unchecked') : t(`guest.microphoneIs.${checks.microphone}`))
        }
      >
        <Level />
      </Check>
      <Check
        name={t('guest.echo')}
        tone={checks === null ? 'none' : toneOf(checks.echo)}
        words={checks === null ? t('guest.unchecked') : t(`guest.echoIs.${checks.echo}`)}
      />
    </ul>
  );
}

function toneOf(found: GuestChecks[keyof GuestChecks]): 'good' | 'attention' | 'bad' | 'none' {
  switch (found) {
    case 'good':
    case 'none':
      return 'good';
    case 'quiet':
    case 'some':
      return 'attention';
    case 'unknown':
      return 'none';
    case 'black':
    case 'frozen':
    case 'missing':
    case 'strong':
      return 'bad';
  }
}

/** What to do about a device that did not open; null when the check has more to say than the device. */
function useProblem(): (problem: GuestState['camera']) => string | null {
  const { t } = useTranslation();
  return (problem) => {
    switch (problem) {
      case 'asking':
      case 'denied':
      case 'busy':
      case 'insecure':
        return t(`guest.${problem}`);
      default:
        return null;
    }
  };
}

function Check(props: {
  name: string;
  words: string;
  tone: 'good' | 'attention' | 'bad' | 'none';
  children?: ReactElement;
}): ReactElement {
  return (
    <li className={`guest__check guest__check--${props.tone}`}>
      <span className={`dot dot--${props.tone}`} />
      <strong>{props.name}</strong>
      <span>{props.words}</span>
      {props.children}
    </li>
  );
}

/** Linear levels look dead at a speaking voice; the square root spreads what people hear. */
function Level(): ReactElement {
  const level = useGuestLevel();
  return (
    <span className="guest__level" aria-hidden="true">
      <span style={{ transform: `scaleX(${Math.sqrt(Math.min(1, level))})` }} />
    </span>
  );
}

function LiveMark(props: {
  elapsedMs: number;
  state: GuestState;
  onLeave: GuestOverlayProps['onLeave'];
}): ReactElement {
  const { t } = useTranslation();
  const { sending } = props.state;
  const broken = sending.kind === 'recovering' || sending.kind === 'failed';
  return (
    <section className="guest-live" aria-label={t('guest.liveText')}>
      <div className="guest-live__picture">
        <OwnPicture state={props.state} />
      </div>
      <p className="guest-live__mark">
        <span className="live-badge">{t('guest.live')}</span>
        <span className="figures">{shortDuration(props.elapsedMs)}</span>
      </p>
      <Level />
      {broken ? <p role="status">{t('guest.recovering')}</p> : null}
      <Leave words="leave" onLeave={props.onLeave} />
    </section>
  );
}

function Leave(props: {
  words: 'leave' | 'decline';
  onLeave: GuestOverlayProps['onLeave'];
}): ReactElement | null {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const { onLeave } = props;
  if (onLeave === undefined) return null;
  const leave = (): void => {
    setBusy(true);
    // Once the server let go, this page is not called any more, and all of this goes.
    onLeave().catch(() => setBusy(false));
  };
  return (
    <button
      type="button"
      className={`button ${props.words === 'leave' ? 'button--danger' : ''}`}
      disabled={busy}
      onClick={leave}
    >
      {t(`guest.${props.words}`)}
    </button>
  );
}
