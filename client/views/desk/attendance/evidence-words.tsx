import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Evidence, SignIn } from '../../../../src/contract/attendance.ts';
import { clockTime } from '../../common/time.ts';

const tones = { present: 'good', late: 'attention', leave: 'none', absent: 'bad' } as const;

/** When and how somebody signed in. */
export function SignInLine({ signIn, withKind }: { signIn: SignIn; withKind: boolean }): ReactElement {
  const { t } = useTranslation();
  const { kind, method, at, lateMinutes, branchName, elsewhere, byName } = signIn;
  const words = [
    lateMinutes > 0
      ? t('attendanceDesk.evidence.late', { count: lateMinutes })
      : t('attendanceDesk.evidence.inTime'),
    t(`attendanceDesk.evidence.method.${method}`),
    ...(elsewhere && branchName !== null
      ? [t('attendanceDesk.evidence.elsewhere', { branch: branchName })]
      : []),
    ...(byName === null ? [] : [byName]),
  ];
  return (
    <p>
      {withKind ? `${t(`attendanceDesk.evidence.kind.${kind}`)} ` : null}
      <span className="figures">{clockTime(at, true)}</span> <bdi className="quiet">{words.join(' · ')}</bdi>
    </p>
  );
}

/** All sign-ins of the lesson's own window, or all others. */
export function SignInLines({ trainee, own }: { trainee: Evidence; own: boolean }): ReactElement {
  const signIns = trainee.signIns.filter(({ kind }) => (kind === 'start') === own);
  if (signIns.length === 0) return <None />;
  return (
    <>
      {signIns.map((signIn) => (
        <SignInLine key={signIn.windowId} signIn={signIn} withKind={!own} />
      ))}
    </>
  );
}

/** What the liaison said. */
export function MarkWords({ mark }: Pick<Evidence, 'mark'>): ReactElement {
  const { t } = useTranslation();
  if (mark === null) return <None />;
  return (
    <>
      {t(`attendanceDesk.state.${mark.state}`)}{' '}
      <span className="quiet">
        <span className="figures">{clockTime(mark.at)}</span> <bdi>{mark.byName}</bdi>
      </span>
    </>
  );
}

/** Minutes of the port, or of the screen of the person's branch. */
export function PresenceWords({ presence }: Pick<Evidence, 'presence'>): ReactElement {
  const { t } = useTranslation();
  if (presence === null) return <None />;
  const { watchingMinutes, connectedMinutes, hiddenMinutes, reconnects, firstAt, lastAt } = presence;
  return (
    <>
      <span className="figures">
        {t('attendanceDesk.evidence.watched', {
          watching: Math.round(watchingMinutes),
          connected: Math.round(connectedMinutes),
        })}
      </span>
      <p className="quiet figures">
        {clockTime(firstAt)}–{clockTime(lastAt)}
        {hiddenMinutes < 0.5
          ? null
          : ` · ${t('attendanceDesk.evidence.hidden', { count: Math.round(hiddenMinutes) })}`}
        {reconnects === 0 ? null : ` · ${t('attendanceDesk.evidence.reconnects', { count: reconnects })}`}
      </p>
    </>
  );
}

/** What an inspector saw of the branch. */
export function SeenWords({ seen }: Pick<Evidence, 'seen'>): ReactElement {
  const { t } = useTranslation();
  if (seen === null) return <None />;
  const words = [
    ...(seen.here && seen.finding === null ? [t('attendanceDesk.evidence.inOrder')] : []),
    ...(seen.here ? [] : [t('attendanceDesk.evidence.nobodyThere')]),
    ...(seen.finding === null ? [] : [t('attendanceDesk.evidence.finding')]),
    ...(seen.heads === null ? [] : [t('attendanceDesk.evidence.seenHeads', { count: seen.heads })]),
    seen.byName,
  ];
  return (
    <>
      <span className="figures">{clockTime(seen.at)}</span> <bdi className="quiet">{words.join(' · ')}</bdi>
    </>
  );
}

/** What follows, what speaks against it, and who decided. */
export function VerdictWords({ verdict }: Pick<Evidence, 'verdict'>): ReactElement {
  const { t } = useTranslation();
  const { state, lateMinutes, decided, contradictions, worth } = verdict;
  return (
    <>
      <span className="signal">
        <span className={`dot dot--${state === null ? 'none' : tones[state]}`} />
        {state === null ? t('attendanceDesk.open') : t(`attendanceDesk.state.${state}`)}
        {state === null ? null : (
          <span className="quiet figures">
            {worth === null
              ? t('attendanceDesk.evidence.notCounted')
              : t('attendanceDesk.evidence.worth', { worth })}
            {state === 'late' && lateMinutes > 0
              ? ` · ${t('attendanceDesk.evidence.late', { count: lateMinutes })}`
              : null}
          </span>
        )}
      </span>
      {contradictions.map((kind) => (
        <p key={kind} className="attendance-desk__missing">
          {t(`attendanceDesk.work.short.${kind}`)}
        </p>
      ))}
      {decided === null ? null : (
        <p className="quiet">
          <bdi>{t('attendanceDesk.evidence.decidedBy', { name: decided.byName })}</bdi>
        </p>
      )}
    </>
  );
}

function None(): ReactElement {
  const { t } = useTranslation();
  return <span className="quiet">{t('attendanceDesk.evidence.none')}</span>;
}
