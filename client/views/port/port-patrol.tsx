import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { NoticeData } from '../../../src/contract/index.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useRoomPatrol } from '../../hooks/use-room-patrol.ts';
import '../../i18n/patrol-room.ts';
import { Icon } from '../common/icon.tsx';
import { PictureTile } from '../common/picture-tile.tsx';
import { clockTime } from '../common/time.ts';
import { useCameraWords } from '../patrol/camera-words.ts';
import './port-patrol.css';

type Said = NoticeData<'patrol.said'>;

/** Lines that nobody has put away yet: more than these are not read any more. */
const mostLines = 3;

/** What an inspector wrote to this very port, until it is put away. */
export function PortLines(): ReactElement | null {
  const { t } = useTranslation();
  const { notices } = useClassSession();
  const [lines, setLines] = useState<readonly Said[]>([]);
  useEffect(
    () =>
      notices.on((notice) => {
        if (notice.name !== 'patrol.said') return;
        const line = notice.data;
        setLines((now) =>
          now.some(({ messageId }) => messageId === line.messageId) ? now : [...now, line].slice(-mostLines),
        );
      }),
    [notices],
  );
  if (lines.length === 0) return null;
  return (
    <ul className="port-lines" role="status">
      {lines.map(({ messageId, text, by, at }) => (
        <li key={messageId} className="card">
          <p className="quiet">
            <bdi>{t('patrolRoom.port.said', { name: by })}</bdi>{' '}
            <span className="figures">{clockTime(at)}</span>
          </p>
          <p className="port-lines__text">
            <bdi>{text}</bdi>
          </p>
          <button
            type="button"
            className="button"
            onClick={() => setLines((now) => now.filter((line) => line.messageId !== messageId))}
          >
            {t('patrolRoom.port.understood')}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Over a corner of the picture while somebody watches this port or speaks with it. */
export function PortMark(): ReactElement | null {
  const { t } = useTranslation();
  const { watched, talker } = useRoomPatrol().state;
  if (talker === null && !watched) return null;
  return (
    <p className="port-mark" role="status">
      <Icon name={talker === null ? 'camera' : 'microphone'} />
      <bdi>{talker === null ? t('patrolRoom.port.watched') : t('patrolRoom.talking', { name: talker })}</bdi>
    </p>
  );
}

/** The own picture as the organisers see it, and the choice whether they do. */
export function PortCamera(): ReactElement | null {
  const { t } = useTranslation();
  const { state, patrol } = useRoomPatrol();
  const { allowed, camera, picture } = state;
  const trouble = useCameraWords(camera);
  if (patrol === null) return null;
  const isOn = camera === 'on' && picture !== null;
  const words =
    allowed === null
      ? t('patrolRoom.port.off')
      : allowed
        ? isOn
          ? t('patrolRoom.port.on')
          : (trouble ?? t('patrolRoom.port.asking'))
        : t('patrolRoom.port.refused');
  return (
    <section className="port-camera card" aria-label={t('patrolRoom.port.title')}>
      {allowed === true && isOn ? (
        <div className="port-camera__picture">
          <PictureTile stream={picture} label={t('patrolRoom.port.title')} mirrored />
        </div>
      ) : null}
      <div className="port-camera__words">
        <h2>{t('patrolRoom.port.title')}</h2>
        <p className="quiet" role="status">
          {words}
        </p>
        <div className="port-camera__actions">
          {allowed === true && trouble !== null ? (
            <button type="button" className="button" onClick={() => patrol.retry()}>
              {t('common.retry')}
            </button>
          ) : null}
          <button type="button" className="button" onClick={() => patrol.allow(allowed !== true)}>
            {t(allowed === true ? 'patrolRoom.port.turnOff' : 'patrolRoom.port.turnOn')}
          </button>
        </div>
      </div>
    </section>
  );
}
