import { useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { attendanceLimits } from '../../../../src/contract/attendance-limits.ts';
import '../../../i18n/attendance-room.ts';

/** How many people are in the room: counted, and compared with how many were called. */
export function HeadCount(props: {
  heads: number | null;
  /** Called present or late, and visitors. */
  present: number;
  /** Of them people of other rooms. */
  visitors: number;
  onCount: (heads: number | null) => void;
}): ReactElement {
  const { t } = useTranslation();
  const id = useId();
  const { heads, present, visitors, onCount } = props;
  const set = (next: number): void => onCount(Math.min(attendanceLimits.heads, Math.max(0, next)));
  return (
    <div className="head-count">
      <label htmlFor={id}>{t('attendanceRoom.rollCall.heads')}</label>
      <p id={`${id}-hint`} className="quiet">
        {t('attendanceRoom.rollCall.headsHint')}
        {visitors === 0 ? null : <> · {t('attendanceRoom.rollCall.withVisitors', { count: visitors })}</>}
      </p>
      <div className="head-count__row">
        <button
          type="button"
          className="button button--icon"
          aria-label={t('attendanceRoom.rollCall.fewer')}
          onClick={() => set((heads ?? present) - 1)}
        >
          −
        </button>
        <input
          id={id}
          className="field figures"
          inputMode="numeric"
          aria-describedby={`${id}-hint`}
          value={heads ?? ''}
          onChange={(event) => {
            const digits = event.target.value.replace(/\D/g, '').slice(0, 4);
            if (digits === '') onCount(null);
            else set(Number(digits));
          }}
        />
        <button
          type="button"
          className="button button--icon"
          aria-label={t('attendanceRoom.rollCall.more')}
          onClick={() => set((heads ?? present) + 1)}
        >
          +
        </button>
        {heads === null && present > 0 ? (
          <button type="button" className="button" onClick={() => set(present)}>
            {t('attendanceRoom.rollCall.takeHeads', { count: present })}
          </button>
        ) : null}
      </div>
      {heads !== null && heads !== present ? (
        <p className="head-count__differ" role="status">
          {t('attendanceRoom.rollCall.differ', { present, heads })}
        </p>
      ) : null}
    </div>
  );
}
