import { Button, Input, Radio } from 'antd';
import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { attendanceLimits } from '../../../../src/contract/attendance-limits.ts';
import type { Evidence, MarkState } from '../../../../src/contract/attendance.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';
import type { LessonPlace } from './use-lesson-attendance.ts';
import { verdictStates } from './words.ts';

/** The organiser's word on one person, with a reason; a decision can be taken back the same way. */
export function DecisionForm(props: {
  place: LessonPlace;
  trainee: Evidence;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { place, trainee, onChanged } = props;
  const { decided } = trainee.verdict;
  const [state, setState] = useState<MarkState | null>(decided?.state ?? trainee.verdict.state);
  const [reason, setReason] = useState('');
  const change = useChange();
  const fieldId = useId();
  const decide = (next: MarkState | null): void =>
    void change
      .run(() =>
        api.request('POST /api/courses/:courseId/lessons/:lessonId/attendance/decisions', {
          params: { ...place },
          body: { traineeIds: [trainee.traineeId], state: next, reason },
        }),
      )
      .then((done) => {
        if (!done) return;
        setReason('');
        onChanged();
      });
  const reasonMissing = reason.trim() === '';
  return (
    <section className="attendance-panel__decision" aria-label={t('attendanceDesk.decision.title')}>
      <h3>{t('attendanceDesk.decision.title')}</h3>
      <p className="quiet">{t('attendanceDesk.decision.text')}</p>
      <Radio.Group
        aria-label={t('attendanceDesk.decision.title')}
        optionType="button"
        value={state}
        options={verdictStates.map((one) => ({ value: one, label: t(`attendanceDesk.state.${one}`) }))}
        onChange={({ target }) => setState(verdictStates.find((one) => one === target.value) ?? null)}
      />
      <label htmlFor={fieldId}>{t('attendanceDesk.decision.reason')}</label>
      <Input.TextArea
        id={fieldId}
        rows={2}
        maxLength={attendanceLimits.reason}
        placeholder={t('attendanceDesk.decision.hint')}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <ChangeError change={change} />
      <div className="records__actions">
        <Button
          type="primary"
          loading={change.busy}
          disabled={state === null || reasonMissing}
          onClick={() => decide(state)}
        >
          {t('attendanceDesk.decision.save')}
        </Button>
        {decided === null ? null : (
          <Button
            disabled={reasonMissing}
            title={t('attendanceDesk.decision.backHint')}
            onClick={() => decide(null)}
          >
            {t('attendanceDesk.decision.back')}
          </Button>
        )}
      </div>
    </section>
  );
}
