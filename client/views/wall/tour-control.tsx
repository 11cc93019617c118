import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../common/icon.tsx';
import { dwells, type Tour } from './use-tour.ts';

/** Starts and stops the tour, and says how long it stays and for how long still. */
export function TourControl({ tour }: { tour: Tour }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className="wall-tour">
      <button
        type="button"
        className="button"
        aria-pressed={tour.isOn}
        onClick={() => tour.setOn(!tour.isOn)}
      >
        {tour.left === null ? (
          <Icon name="play" />
        ) : (
          <Ring left={tour.left} dwell={tour.dwell} isHeld={tour.isHeld} />
        )}
        {t(tour.isOn ? 'wall.tour.stop' : 'wall.tour.start')}
      </button>
      <select
        className="field"
        aria-label={t('wall.tour.dwell')}
        value={tour.dwell}
        onChange={(event) => {
          const chosen = dwells.find((one) => one === Number(event.target.value));
          if (chosen !== undefined) tour.setDwell(chosen);
        }}
      >
        {dwells.map((one) => (
          <option key={one} value={one}>
            {t('wall.tour.seconds', { count: one })}
          </option>
        ))}
      </select>
    </span>
  );
}

/** The seconds that are left, and a ring that empties; two bars while it stands still. */
function Ring(props: { left: number; dwell: number; isHeld: boolean }): ReactElement {
  const { t } = useTranslation();
  const { left, dwell, isHeld } = props;
  return (
    <svg
      className="wall-ring"
      viewBox="0 0 32 32"
      role="img"
      aria-label={isHeld ? t('wall.tour.held') : t('wall.tour.left', { count: left })}
    >
      <circle cx="16" cy="16" r="14" pathLength="1" />
      <circle cx="16" cy="16" r="14" pathLength="1" strokeDasharray={`${left / dwell} 1`} data-left="" />
      {isHeld ? (
        <path d="M13 11v10M19 11v10" />
      ) : (
        <text x="16" y="16">
          {left}
        </text>
      )}
    </svg>
  );
}
