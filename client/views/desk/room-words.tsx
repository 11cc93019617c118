import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { signalTones, stateTones } from '../common/signal.ts';
import type { RoomRow } from './room-rows.ts';

const dash = '–';

export function RoomStateWord({ room }: { room: RoomRow }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className="signal">
      <span className={`dot dot--${stateTones[room.state]}`} />
      {t(`presence.${room.state}`)}
    </span>
  );
}

const signalKeys = {
  unknown: 'desk.signalUnknown',
  good: 'desk.signalGood',
  fair: 'desk.signalFair',
  poor: 'desk.signalPoor',
} as const;

export function RoomSignalWord({ room }: { room: RoomRow }): ReactElement {
  const { t } = useTranslation();
  if (room.quality === null) return <span className="quiet">{dash}</span>;
  return (
    <span className="signal">
      <span className={`dot dot--${signalTones[room.signal]}`} />
      {t(signalKeys[room.signal])}
    </span>
  );
}

/** The measured numbers of a room, as text with their units. */
export function roomNumbers(
  room: RoomRow,
): Record<'path' | 'loss' | 'rtt' | 'frozen' | 'picture' | 'rate', string> {
  const { quality } = room;
  if (quality === null) return { path: dash, loss: dash, rtt: dash, frozen: dash, picture: dash, rate: dash };
  return {
    path: quality.path === null ? dash : quality.path.toUpperCase(),
    loss: `${(quality.loss * 100).toFixed(1)} %`,
    rtt: quality.rttMs === null ? dash : `${Math.round(quality.rttMs)} ms`,
    frozen: quality.frozenMs === 0 ? '0' : `${(quality.frozenMs / 1000).toFixed(1)} s`,
    picture: quality.height === null ? dash : `${quality.height}p`,
    rate: `${(quality.kbps / 1000).toFixed(1)} Mbps`,
  };
}

export function levelWord(t: TFunction, level: RoomRow['level']): string {
  if (level === null) return t('desk.portKind');
  return level === 1 ? t('desk.level1') : t('desk.level2');
}
