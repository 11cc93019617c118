import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { GuestChecks, StageGuest } from '../../../../src/contract/stage.ts';
import { useClassroom } from '../../../hooks/use-classroom.ts';
import { useClock } from '../../../hooks/use-clock.ts';
import { useDirector, type Director } from '../../../hooks/use-director.ts';
import { useGuestChecks } from '../../../hooks/use-guest-checks.ts';
import { usePictureSize, useStage } from '../../../hooks/use-stage.ts';
import '../../../i18n/direct.ts';
import '../../../i18n/guest.ts';
import type { Picture } from '../../../session/types.ts';
import { PictureTile } from '../../common/picture-tile.tsx';
import { guestMoment, shortDuration } from '../../guest/guest-moment.ts';
import { DirectorError } from './director-error.tsx';
import './stage-parts.css';

/** Whoever is called, ready or live: what they look like now, what their checks found, and the next step. */
export function GuestStrip(): ReactElement | null {
  const { t } = useTranslation();
  const { stage } = useClassroom();
  const { pictures } = useStage();
  const director = useDirector();
  if (stage.guests.length === 0) return null;
  return (
    <section className="guest-strip" aria-label={t('direct.strip.title')}>
      <DirectorError error={director.error} />
      <ul className="guest-strip__list">
        {stage.guests.map((guest) => (
          <GuestCard
            key={guest.callId}
            guest={guest}
            picture={pictures.find(
              ({ participantId, source }) => participantId === guest.participantId && source === 'camera',
            )}
            director={director}
          />
        ))}
      </ul>
    </section>
  );
}

interface GuestCardProps {
  guest: StageGuest;
  picture: Picture | undefined;
  director: Director;
}

function GuestCard({ guest, picture, director }: GuestCardProps): ReactElement {
  const { t } = useTranslation();
  const checks = useGuestChecks(guest.callId);
  const now = useClock();
  const size = usePictureSize(guest.participantId, 'camera');
  const moment = guestMoment(guest, now);
  const live = guest.state === 'live';
  const end = live ? t('direct.strip.release') : t('direct.strip.withdraw');
  const words = {
    called: t('direct.strip.called'),
    ready: t('direct.strip.ready'),
    countdown: t('direct.strip.countdown', { count: moment.kind === 'countdown' ? moment.seconds : 0 }),
    live: `${t('direct.strip.live')} ${moment.kind === 'live' ? shortDuration(now - moment.since) : ''}`,
  }[moment.kind];
  const named = (action: string): string => t('direct.strip.named', { action, name: guest.name });
  return (
    <li className={`guest-card${live ? ' guest-card--live' : ''}`} data-state={moment.kind}>
      <div className="guest-card__picture" ref={size}>
        {picture ? (
          <PictureTile stream={picture.stream} label={t('direct.strip.preview', { name: guest.name })} />
        ) : (
          <p className="quiet">{t('direct.strip.noPicture')}</p>
        )}
      </div>
      <div className="guest-card__words">
        <strong title={guest.name}>{guest.name}</strong>
        <span className={moment.kind === 'live' ? 'live-badge figures' : 'quiet figures'}>{words}</span>
        {live || checks === undefined ? null : <Found checks={checks} />}
      </div>
      <div className="guest-card__actions">
        {live ? null : (
          <button
            type="button"
            className="button button--primary"
            disabled={guest.state !== 'ready'}
            aria-label={named(t('direct.strip.admit'))}
            onClick={() => director.admit(guest.callId)}
          >
            {t('direct.strip.admit')}
          </button>
        )}
        <button
          type="button"
          className={`button ${live ? 'button--danger' : ''}`}
          aria-label={named(end)}
          onClick={() => director.release(guest.callId)}
        >
          {end}
        </button>
      </div>
    </li>
  );
}

/** Only what is wrong is worth a line; when all is well, one word says so. */
function Found({ checks }: { checks: GuestChecks }): ReactElement {
  const { t } = useTranslation();
  const wrong = [
    checks.picture === 'good' ? null : t(`guest.short.picture.${checks.picture}`),
    checks.microphone === 'good' ? null : t(`guest.short.microphone.${checks.microphone}`),
    checks.echo === 'none' || checks.echo === 'unknown' ? null : t(`guest.short.echo.${checks.echo}`),
  ].filter((one) => one !== null);
  if (wrong.length > 0) return <span className="guest-card__wrong">{wrong.join(' · ')}</span>;
  return (
    <span className="guest-card__good">
      {t('guest.short.picture.good')} · {t('guest.short.microphone.good')}
    </span>
  );
}
