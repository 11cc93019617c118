import { useTranslation } from 'react-i18next';
import { useConnection } from '../../hooks/use-connection.ts';
import { useQuality } from '../../hooks/use-quality.ts';
import { useStage } from '../../hooks/use-stage.ts';
import type { ConnectionState, MediaPhase } from '../../session/types.ts';
import { qualityTones, type Tone } from './signal.ts';
import { clockTime } from './time.ts';

/** The viewer's own line in words, and the colour that goes with them. */
export interface Line {
  words: string;
  tone: Tone;
  /** No connection to the server now. */
  down: boolean;
}

export function isDown(connection: ConnectionState): boolean {
  return connection.kind === 'reconnecting' || connection.kind === 'stopping';
}

/** What to say about the picture while it is not simply running; null when it is. */
function mediaTrouble(phase: MediaPhase): 'opening' | 'recovering' | 'failedRetrying' | 'failed' | null {
  if (phase.kind === 'opening' || phase.kind === 'recovering') return phase.kind;
  if (phase.kind === 'failed') return phase.retrying ? 'failedRetrying' : 'failed';
  return null;
}

/** The worst of connection, picture and quality comes first: one sentence, not three. */
export function useLine(): Line {
  const { t } = useTranslation();
  const connection = useConnection();
  const { phase } = useStage();
  const quality = useQuality();
  if (connection.kind === 'reconnecting') {
    const { since, attempt } = connection;
    const words = t('connection.reconnecting', { time: clockTime(since), attempt });
    return { words, tone: 'bad', down: true };
  }
  if (connection.kind === 'stopping')
    return { words: t('connection.stopping'), tone: 'attention', down: true };
  if (connection.kind !== 'online') return { words: t('connection.connecting'), tone: 'none', down: false };
  const trouble = mediaTrouble(phase);
  if (trouble !== null) {
    return {
      words: t(`connection.${trouble}`),
      tone: phase.kind === 'failed' ? 'bad' : 'attention',
      down: false,
    };
  }
  return { words: t(`connection.${quality.word}`), tone: qualityTones[quality.word], down: false };
}
