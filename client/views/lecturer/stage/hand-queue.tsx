import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hand } from '../../../../src/contract/stage.ts';
import { useClock } from '../../../hooks/use-clock.ts';
import { useDirector, type Director } from '../../../hooks/use-director.ts';
import { useHands } from '../../../hooks/use-hands.ts';
import '../../../i18n/direct.ts';
import '../../../i18n/hands.ts';
import { Icon } from '../../common/icon.tsx';
import { shortDuration } from '../../guest/guest-moment.ts';
import { DirectorError } from './director-error.tsx';
import './stage-parts.css';

/** Who would like to speak, in the order in which they come. */
export function HandQueue(): ReactElement {
  const { t } = useTranslation();
  const queue = useHands();
  const director = useDirector();
  const hands = queue?.hands ?? [];
  return (
    <section className="hand-queue" aria-label={t('hands.title')}>
      <label className="panel__filter">
        <input
          type="checkbox"
          checked={queue?.fair ?? true}
          disabled={queue === null}
          onChange={(event) => director.setFair(event.target.checked)}
        />
        {t('hands.fair')}
      </label>
      <DirectorError error={director.error} />
      {queue !== null && hands.length === 0 ? <p className="quiet">{t('hands.empty')}</p> : null}
      <ol className="hand-queue__list">
        {hands.map((hand, place) => (
          <HandRow key={hand.handId} hand={hand} place={place + 1} director={director} />
        ))}
      </ol>
      {queue !== null && queue.total > hands.length ? (
        <p className="quiet">{t('hands.more', { count: queue.total - hands.length })}</p>
      ) : null}
    </section>
  );
}

function HandRow(props: { hand: Hand; place: number; director: Director }): ReactElement {
  const { t } = useTranslation();
  const { hand, place, director } = props;
  const now = useClock();
  const where = hand.branchName ?? t('hands.port');
  const marks = [
    hand.name === where ? null : hand.name,
    t('hands.since', { time: shortDuration(now - hand.raisedAt) }),
    hand.heardToday > 0 ? t('hands.heard', { count: hand.heardToday }) : null,
    hand.reachable ? null : t('hands.unreachable'),
  ].filter((one) => one !== null);
  return (
    <li className="hand-row">
      <span className="hand-row__place figures">{place}</span>
      <span className="hand-row__who">
        <strong>{where}</strong>
        <span className={hand.reachable ? 'quiet figures' : 'hand-row__away figures'}>
          {marks.join(' · ')}
        </span>
      </span>
      <button
        type="button"
        className="button button--primary"
        disabled={!hand.reachable}
        aria-label={`${t('hands.call')} ${where}`}
        onClick={() => director.call({ handId: hand.handId })}
      >
        {t('hands.call')}
      </button>
      <button
        type="button"
        className="button button--plain button--icon"
        aria-label={`${t('hands.dismiss')} ${where}`}
        onClick={() => director.dismissHand(hand.handId)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}
