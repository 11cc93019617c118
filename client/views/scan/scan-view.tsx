import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignIn } from '../../../src/contract/attendance.ts';
import type { Known, Scanned, ScanState } from '../../session/scan.ts';
import { rolePath } from '../../session/page.ts';
import { elsewhereOf } from '../../session/scan-refusal.ts';
import type { ClientError } from '../../session/types.ts';
import { Icon } from '../common/icon.tsx';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import { HelpNumber, useErrorSentence } from '../common/error-text.tsx';
import { clockDuration, clockTime } from '../common/time.ts';
import { SignInWords } from '../attendance/sign-in-words.tsx';

// A known device asks nothing: the form comes only to those who need it.
const ScanIdentify = lazyView(async () => (await import('./scan-identify.tsx')).ScanIdentify);

export interface ScanViewProps {
  state: ScanState;
  /** The server's time. */
  now: number;
  onTap: () => void;
  /** Somebody else has this device in hand. */
  onOther: () => void;
  /** Rejects with ClientError. */
  onIdentify: (who: { name: string; number: string }) => Promise<void>;
}

/** What somebody sees who scanned a code: where, who, and one large thing. */
export function ScanView(props: ScanViewProps): ReactElement {
  const { t } = useTranslation();
  const { state, onIdentify } = props;
  switch (state.kind) {
    case 'opening':
      return (
        <Card tone={state.unreachable ? 'attention' : 'plain'} title={t('attendance.opening')}>
          {state.unreachable ? <p>{t('attendance.unreachable')}</p> : null}
        </Card>
      );
    case 'refused':
      return (
        <>
          {state.scan === null ? null : <Where scan={state.scan} />}
          <Refused error={state.error} />
          {state.error.code === 'sign_in_elsewhere' ? (
            <Other words={t('attendance.notMe')} onOther={props.onOther} />
          ) : null}
          {state.scan === null ? null : <Help scan={state.scan} />}
        </>
      );
    case 'asking':
      return (
        <>
          <Where scan={state.scan} />
          <Pending fallback={null}>
            <ScanIdentify
              question={state.scan.question}
              label={t(`attendance.tap.${state.scan.window.kind}`)}
              onIdentify={onIdentify}
            />
          </Pending>
          <Help scan={state.scan} />
        </>
      );
    default:
      return (
        <>
          <Where scan={state.scan} />
          <KnownView {...props} state={state} />
          <Help scan={state.scan} />
        </>
      );
  }
}

type KnownState = Extract<ScanState, Known>;

function KnownView({ state, now, onTap, onOther }: ScanViewProps & { state: KnownState }): ReactElement {
  const { t } = useTranslation();
  const { scan, me } = state;
  const { window } = scan;
  switch (state.kind) {
    case 'ready':
      return (
        <>
          <Card tone="plain" title={me.name}>
            <Visit known={state} />
            {now >= window.inTimeUntil ? (
              <p className="scan__late">
                {t('attendance.lateHint', { time: clockTime(window.inTimeUntil) })}
              </p>
            ) : null}
            <button type="button" className="button button--primary scan__tap" onClick={onTap}>
              {t(`attendance.tap.${window.kind}`)}
            </button>
          </Card>
          <Other words={t('attendance.notMe')} onOther={onOther} />
        </>
      );
    case 'early':
      return (
        <>
          <Card tone="plain" title={t('attendance.early', { time: clockTime(window.opensAt) })} role="status">
            <p className="scan__count figures" aria-hidden="true">
              {clockDuration(window.opensAt - now)}
            </p>
            <p>{me.name}</p>
            <Visit known={state} />
            <p>{t('attendance.earlyText')}</p>
          </Card>
          <Other words={t('attendance.notMe')} onOther={onOther} />
        </>
      );
    case 'sending':
      return (
        <Card tone="plain" title={me.name} role="status">
          <p className="scan__busy" aria-busy="true">
            {t('attendance.sending')}
          </p>
        </Card>
      );
    case 'unsent':
      return (
        <Card tone="attention" title={t('attendance.unsent')} icon="warning" role="alert">
          <p>{me.name}</p>
          <p>{t('attendance.unsentText', { time: clockTime(scan.passUntil) })}</p>
        </Card>
      );
    case 'waiting':
      return (
        <Card tone="attention" title={t('attendance.waiting')} role="status">
          <p>{me.name}</p>
          <p>{t('attendance.waitingText', { name: state.request.otherName })}</p>
        </Card>
      );
    case 'denied':
      return (
        <>
          <Card tone="bad" title={t('attendance.denied')} icon="warning" role="alert">
            <p>{me.name}</p>
            <p>{t('attendance.deniedText')}</p>
          </Card>
          <Other words={t('attendance.another')} onOther={onOther} />
        </>
      );
    case 'done':
      return <Done {...state} onOther={onOther} />;
  }
}

/** Whoever signs in in another room than their own sees so before it counts. */
function Visit({ known }: { known: Known }): ReactElement | null {
  const { t } = useTranslation();
  const elsewhere = elsewhereOf(known);
  if (elsewhere === null || elsewhere.branchName === null) return null;
  const { branchName: own, scannedBranchName: here } = elsewhere;
  return <p className="scan__late">{t('attendance.visit', { own, here })}</p>;
}

function Done(props: Known & { signIn: SignIn; already: boolean; onOther: () => void }): ReactElement {
  const { t } = useTranslation();
  const { me, signIn, already, onOther } = props;
  return (
    <>
      <Card
        tone={signIn.lateMinutes > 0 ? 'attention' : 'good'}
        title={t(`attendance.done.${signIn.kind}`, { time: clockTime(signIn.at) })}
        icon="check"
        role="status"
      >
        <p>{me.name}</p>
        <SignInWords signIn={signIn} />
        {already ? <p className="quiet">{t('attendance.already')}</p> : null}
      </Card>
      <a className="button button--primary button--wide" href={rolePath(me)}>
        {t('attendance.enter')}
      </a>
      <Other words={t('attendance.another')} onOther={onOther} />
    </>
  );
}

function Refused({ error }: { error: ClientError }): ReactElement {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const kinds: Partial<Record<ClientError['code'], 'old' | 'unknown' | 'closed' | 'elsewhere'>> = {
    sign_in_code_old: 'old',
    sign_in_code_unknown: 'unknown',
    sign_in_closed: 'closed',
    sign_in_elsewhere: 'elsewhere',
  };
  const kind = kinds[error.code] ?? 'other';
  const own = kind === 'elsewhere' ? branchesOf(error.details) : null;
  return (
    <Card tone="bad" title={t(`attendance.refused.${kind}`)} icon="warning" role="alert">
      {own === null ? null : <p>{t('attendance.elsewhereThan', own)}</p>}
      <p>{sentence(error.code)}</p>
      {kind === 'old' || kind === 'unknown' ? <p className="quiet">{t('attendance.scanAgain')}</p> : null}
      {error.reference === undefined ? null : (
        <p className="notice__number figures">
          <HelpNumber reference={error.reference} />
        </p>
      )}
    </Card>
  );
}

/** The branch that the person belongs to, and the one whose code was scanned. */
function branchesOf(details: unknown): { own: string; here: string } | null {
  if (typeof details !== 'object' || details === null) return null;
  const own: unknown = Reflect.get(details, 'branchName');
  const here: unknown = Reflect.get(details, 'scannedBranchName');
  return typeof own === 'string' && typeof here === 'string' ? { own, here } : null;
}

/** The one large thing. */
function Card(props: {
  tone: 'plain' | 'good' | 'attention' | 'bad';
  title: string;
  icon?: 'check' | 'warning';
  role?: 'status' | 'alert';
  children?: ReactNode;
}): ReactElement {
  return (
    <section className={`scan__card card scan__card--${props.tone}`} role={props.role}>
      {props.icon === undefined ? null : <Icon name={props.icon} />}
      <h1>
        <bdi>{props.title}</bdi>
      </h1>
      {props.children}
    </section>
  );
}

/** Which lesson, and in which room, so that nobody signs in to the wrong place. */
function Where({ scan }: { scan: Scanned }): ReactElement {
  const { lesson, branchName, courseName } = scan;
  return (
    <header className="scan__where">
      <p className="quiet">{courseName}</p>
      <p className="scan__lesson">{lesson.title}</p>
      <p>
        <bdi>{branchName}</bdi> · <span className="figures">{clockTime(lesson.startsAt)}</span> ·{' '}
        <bdi>{lesson.lecturerName}</bdi>
      </p>
    </header>
  );
}

function Help({ scan }: { scan: Scanned }): ReactElement | null {
  const { t } = useTranslation();
  const { help } = scan.question;
  return help === '' ? null : <p className="quiet scan__help">{t('attendance.call', { help })}</p>;
}

function Other({ words, onOther }: { words: string; onOther: () => void }): ReactElement {
  return (
    <button type="button" className="button button--plain button--wide" onClick={onOther}>
      {words}
    </button>
  );
}
