import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkState } from '../../../../src/contract/attendance.ts';
import type { RollCallLine } from '../../../session/roll-call.ts';
import { endOfNumber } from '../../liaison/end-of-number.ts';
import '../../../i18n/attendance-room.ts';
import '../../../i18n/liaison.ts';

const states: readonly MarkState[] = ['present', 'late', 'leave', 'absent'];

/** One person with four large choices. What is only proposed is dashed, and said. */
export function RollCallRow(props: { line: RollCallLine; onMark: (state: MarkState) => void }): ReactElement {
  const { t } = useTranslation();
  const { line, onMark } = props;
  const { trainee, state, from } = line;
  return (
    <fieldset className="roll-call__row" data-from={from}>
      <legend>
        <bdi>{trainee.name}</bdi>{' '}
        <span className="quiet figures">{t('liaison.numberEnd', { end: endOfNumber(trainee.number) })}</span>
        {from === 'signIn' ? (
          <span className="roll-call__proposed"> {t('attendanceRoom.rollCall.proposed')}</span>
        ) : null}
      </legend>
      <div className="roll-call__choices">
        {states.map((one) => (
          <label key={one} className={`roll-call__choice roll-call__choice--${one}`}>
            <input
              type="radio"
              name={`roll-call-${trainee.traineeId}`}
              checked={state === one}
              // A proposal is taken by tapping it, too: a radio that is chosen already tells of no change.
              onClick={() => onMark(one)}
              onChange={() => undefined}
            />
            <span>{t(`attendanceRoom.state.${one}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
