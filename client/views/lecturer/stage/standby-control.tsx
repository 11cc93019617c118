import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../../hooks/use-classroom.ts';
import { useSender } from '../../../hooks/use-sender.ts';
import '../../../i18n/direct.ts';
import { ClientError } from '../../../session/client-error.ts';
import { DirectorError } from './director-error.tsx';
import './stage-parts.css';

/** What this device of the main classroom is for: kept ready, taking over, or taking the stage back. */
export function StandbyControl(): ReactElement | null {
  const { t } = useTranslation();
  const { me, stage, phase } = useClassroom();
  const { state, sender } = useSender();
  const { busy, error, run } = useRun();
  if (phase === 'ended' || me === null) return null;
  const others = stage.standby.filter(({ participantId }) => participantId !== me.sessionId);
  if (state.place === 'standby') {
    return (
      <section className="standby standby--ready" aria-label={t('direct.standby.title')}>
        <p role="status">
          <strong>{state.replaced ? t('direct.standby.replaced') : t('direct.standby.waiting')}</strong>
        </p>
        <button
          type="button"
          className="button button--primary"
          disabled={busy || phase !== 'live'}
          onClick={() => run(() => sender.takeOver())}
        >
          {state.replaced ? t('direct.standby.takeBack') : t('direct.standby.takeOver')}
        </button>
        <button
          type="button"
          className="button"
          disabled={busy}
          onClick={() => run(() => sender.standBy(false))}
        >
          {t('direct.standby.leave')}
        </button>
        <DirectorError error={error} />
      </section>
    );
  }
  if (state.phase.kind !== 'idle' && state.phase.kind !== 'failed') {
    if (others.length === 0) return null;
    return (
      <p className="standby quiet">
        {t('direct.standby.devices', { names: others.map(({ name }) => name).join('、') })}
      </p>
    );
  }
  // While another device is live, the monitor asks what this one is to do.
  if (phase === 'live' && state.place === 'air') return null;
  return (
    <section className="standby" aria-label={t('direct.standby.title')}>
      <button
        type="button"
        className="button"
        title={t('direct.standby.readyHint')}
        disabled={busy}
        onClick={() => run(() => sender.standBy(true))}
      >
        {t('direct.standby.ready')}
      </button>
      <DirectorError error={error} />
    </section>
  );
}

/** Over the monitor of a device that opens while another one of the main classroom is live. */
export function OtherIsLive(): ReactElement {
  const { t } = useTranslation();
  const { sender } = useSender();
  const { busy, error, run } = useRun();
  return (
    <div className="monitor__resume">
      <h2>{t('direct.standby.otherTitle')}</h2>
      <p>{t('direct.standby.otherText')}</p>
      <p className="standby__choices">
        <button
          type="button"
          className="button button--primary"
          disabled={busy}
          onClick={() => run(() => sender.standBy(true))}
        >
          {t('direct.standby.ready')}
        </button>
        <button type="button" className="button" disabled={busy} onClick={() => run(() => sender.takeOver())}>
          {t('direct.standby.takeOver')}
        </button>
      </p>
      <DirectorError error={error} />
    </div>
  );
}

function useRun(): { busy: boolean; error: ClientError | null; run: (act: () => Promise<void>) => void } {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const run = (act: () => Promise<void>): void => {
    setBusy(true);
    setError(null);
    act()
      .catch((thrown: unknown) => setError(ClientError.from(thrown)))
      .finally(() => setBusy(false));
  };
  return { busy, error, run };
}
