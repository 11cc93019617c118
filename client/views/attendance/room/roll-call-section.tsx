import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { attendanceLimits } from '../../../../src/contract/attendance-limits.ts';
import { useObservable } from '../../../hooks/use-observable.ts';
import type { RollCallDraft, RollCallState } from '../../../session/roll-call.ts';
import { Dialog } from '../../common/dialog.tsx';
import { Icon } from '../../common/icon.tsx';
import { useErrorSentence } from '../../common/error-text.tsx';
import { clockTime } from '../../common/time.ts';
import { HeadCount } from './head-count.tsx';
import { PhotoField } from './photo-field.tsx';
import { RollCallRow } from './roll-call-row.tsx';
import { tally } from './tally.ts';
import type { RoomPlace } from './use-room.ts';
import '../../../i18n/attendance-room.ts';

/** How far the roll call is, beside its name. */
export function RollCallBadge({ draft }: { draft: RollCallDraft }): ReactElement {
  const { t } = useTranslation();
  const { lines, signedOff, saving } = useObservable(draft.state);
  const done = lines.filter(({ from }) => from === 'called' || from === 'here').length;
  if (saving === 'waiting') {
    return <span className="room-badge room-badge--waiting">{t('attendanceRoom.unsent')}</span>;
  }
  return (
    <span className="room-badge figures">
      {signedOff === null ? `${done}/${lines.length}` : <Icon name="check" />}
    </span>
  );
}

/** One row for each person, what was counted, and the liaison's word for it. */
export function RollCallSection(props: {
  draft: RollCallDraft;
  place: RoomPlace;
  /** People of other rooms who signed in here. */
  visitors: number;
}): ReactElement {
  const { t } = useTranslation();
  const { draft, place, visitors } = props;
  const state = useObservable(draft.state);
  const { lines, heads, note, photoId, signedOff } = state;
  const counted = tally(lines);
  if (lines.length === 0) return <p className="quiet">{t('attendanceRoom.signIn.noTrainees')}</p>;
  return (
    <div className="roll-call">
      {signedOff === null ? (
        <p className="quiet">{t('attendanceRoom.rollCall.text')}</p>
      ) : (
        <p className="roll-call__signed" role="status">
          <Icon name="check" />
          <bdi>
            {t('attendanceRoom.rollCall.signedOff', {
              name: signedOff.byName,
              time: clockTime(signedOff.at),
            })}
          </bdi>
        </p>
      )}
      <ul className="roll-call__rows">
        {lines.map((line) => (
          <li key={line.trainee.traineeId}>
            <RollCallRow line={line} onMark={(mark) => draft.mark(line.trainee.traineeId, mark)} />
          </li>
        ))}
      </ul>
      {counted.open > 0 ? (
        <button type="button" className="button" onClick={() => draft.markRest('absent')}>
          {t('attendanceRoom.rollCall.rest', { count: counted.open })}
        </button>
      ) : null}
      <HeadCount
        heads={heads}
        present={counted.present + counted.late + visitors}
        visitors={visitors}
        onCount={(n) => draft.count(n)}
      />
      <label className="roll-call__field">
        <span>{t('attendanceRoom.rollCall.note')}</span>
        <textarea
          className="field"
          rows={2}
          maxLength={attendanceLimits.reason}
          value={note}
          onChange={(event) => draft.say(event.target.value)}
        />
      </label>
      <PhotoField draft={draft} photoId={photoId} place={place} />
      <RollCallFoot draft={draft} state={state} />
    </div>
  );
}

/** Whether it is saved, and the way to stand by it. It stays in sight while the list moves. */
function RollCallFoot({ draft, state }: { draft: RollCallDraft; state: RollCallState }): ReactElement {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const [asking, setAsking] = useState(false);
  const [looked, setLooked] = useState(false);
  const { saving, error, signedOff, lines } = state;
  const counted = tally(lines);
  const { open } = counted;
  const untouched = saving === 'saved' && lines.every(({ from }) => from !== 'called');
  return (
    <footer className="roll-call__foot">
      <p className={`roll-call__saving roll-call__saving--${saving}`} role="status">
        {untouched ? null : t(`attendanceRoom.rollCall.${saving === 'reason' ? 'changed' : saving}`)}
      </p>
      {error === null ? null : (
        <p className="room-list__problem" role="alert">
          {sentence(error.code)}
        </p>
      )}
      {signedOff !== null && (saving === 'reason' || saving === 'refused') ? (
        <ReasonForm onSubmit={(reason) => draft.signOff(reason)} onDiscard={() => draft.discard()} />
      ) : null}
      {signedOff === null ? (
        <button
          type="button"
          className="button button--primary button--wide"
          onClick={() => {
            setLooked(true);
            if (open === 0) setAsking(true);
          }}
        >
          {t('attendanceRoom.rollCall.signOff')}
        </button>
      ) : null}
      {signedOff === null && looked && open > 0 ? (
        <p className="room-list__problem" role="alert">
          {t('attendanceRoom.rollCall.open', { count: open })}
        </p>
      ) : null}
      {asking ? (
        <Dialog
          title={t('attendanceRoom.rollCall.confirmTitle')}
          onClose={() => setAsking(false)}
          actions={
            <>
              <button type="button" className="button" onClick={() => setAsking(false)}>
                {t('common.cancel')}
              </button>
              <button
                type="button"
                className="button button--primary"
                onClick={() => {
                  setAsking(false);
                  draft.signOff('');
                }}
              >
                {t('attendanceRoom.rollCall.signOff')}
              </button>
            </>
          }
        >
          <p className="roll-call__summary figures">
            {t('attendanceRoom.rollCall.summary', {
              present: counted.present,
              late: counted.late,
              leave: counted.leave,
              absent: counted.absent,
            })}
          </p>
          <p className="quiet">{t('attendanceRoom.rollCall.confirmText')}</p>
        </Dialog>
      ) : null}
    </footer>
  );
}

/** What was signed off is changed with a reason only. */
function ReasonForm(props: { onSubmit: (reason: string) => void; onDiscard: () => void }): ReactElement {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [looked, setLooked] = useState(false);
  const missing = reason.trim() === '';
  return (
    <form
      className="roll-call__reason"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setLooked(true);
        if (!missing) props.onSubmit(reason.trim());
      }}
    >
      <label className="roll-call__field">
        <span>{t('attendanceRoom.rollCall.reason')}</span>
        <input
          className="field"
          maxLength={attendanceLimits.reason}
          value={reason}
          aria-invalid={looked && missing}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      {looked && missing ? (
        <p className="room-list__problem" role="alert">
          {t('attendanceRoom.rollCall.reasonMissing')}
        </p>
      ) : null}
      <div className="roll-call__actions">
        <button type="submit" className="button button--primary">
          {t('attendanceRoom.rollCall.submit')}
        </button>
        <button type="button" className="button button--plain" onClick={props.onDiscard}>
          {t('attendanceRoom.rollCall.discard')}
        </button>
      </div>
    </form>
  );
}
