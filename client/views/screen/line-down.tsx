import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionState } from '../../session/types.ts';
import { clockDuration, clockTime } from '../common/time.ts';
import { useElapsed } from '../common/use-elapsed.ts';
import { Overlay } from './live-room.tsx';

/** Since when the line is down, what is being tried, and that nobody has to do anything. */
export function LineDown({ connection }: { connection: ConnectionState }): ReactElement | null {
  const { t } = useTranslation();
  const elapsed = useElapsed('since' in connection ? connection.since : null);
  if (connection.kind !== 'reconnecting' && connection.kind !== 'stopping') return null;
  const { since, attempt, kind } = connection;
  return (
    <Overlay
      title={kind === 'stopping' ? t('screen.stopping') : t('screen.lineDown')}
      text={t('screen.lineDownSafe')}
    >
      <div className="overlay__facts figures">
        <p>{t('screen.lineDownSince', { time: clockTime(since), duration: clockDuration(elapsed) })}</p>
        <p>{t('screen.lineDownTrying', { attempt: Math.max(1, attempt) })}</p>
      </div>
    </Overlay>
  );
}
