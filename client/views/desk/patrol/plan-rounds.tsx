import { Button, Checkbox, InputNumber, Modal } from 'antd';
import type { TFunction } from 'i18next';
import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../../../src/contract/course.ts';
import { patrolLimits } from '../../../../src/contract/patrol-limits.ts';
import type { PatrolPlan } from '../../../../src/contract/patrol.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useClock } from '../../../hooks/use-clock.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { clockTime } from '../../common/time.ts';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';
import { firstMinute, nextUsual, withMinute } from './plan-minutes.ts';

/** The rounds of a lesson that begin by themselves. */
export function PlanRounds({ courseId, lesson }: { courseId: string; lesson: Lesson }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const params = { courseId, lessonId: lesson.id };
  const found = useRequest('GET /api/courses/:courseId/lessons/:lessonId/patrol-plan', { params });
  const planned = found.kind === 'ready' ? found.data.minutes.length : 0;
  return (
    <>
      <Button disabled={lesson.endedAt !== null} onClick={() => setOpen(true)}>
        {t('patrolDesk.plan')}
        {planned === 0 ? null : <span className="figures">· {planned}</span>}
      </Button>
      {!open ? null : found.kind === 'ready' ? (
        <PlanDialog
          lesson={lesson}
          params={params}
          plan={found.data}
          onClose={() => setOpen(false)}
          onSaved={() => {
            setOpen(false);
            found.reload();
          }}
        />
      ) : (
        <Modal open title={t('patrolDesk.planTitle')} footer={null} onCancel={() => setOpen(false)}>
          {found.kind === 'failed' ? <ErrorText error={found.error} /> : <p>{t('common.loading')}</p>}
        </Modal>
      )}
    </>
  );
}

function PlanDialog(props: {
  lesson: Lesson;
  params: { courseId: string; lessonId: string };
  plan: PatrolPlan;
  onClose: () => void;
  onSaved: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { lesson, params, plan, onClose, onSaved } = props;
  const [minutes, setMinutes] = useState<readonly number[]>(plan.minutes);
  const [ports, setPorts] = useState(plan.ports);
  const now = useClock();
  const first = firstMinute(lesson, now);
  const [next, setNext] = useState<number | null>(nextUsual(plan.minutes, first));
  const fieldId = useId();
  const change = useChange();
  const added = withMinute(minutes, next, first);
  const isChanged = ports !== plan.ports || minutes.join() !== plan.minutes.join();
  const add = (): void => {
    if (added === null) return;
    setMinutes(added);
    setNext(nextUsual(added, first));
  };
  const save = (): void =>
    void change
      .run(() =>
        api.request('PUT /api/courses/:courseId/lessons/:lessonId/patrol-plan', {
          params,
          body: { minutes: [...minutes], ports },
        }),
      )
      .then((done) => done && onSaved());
  return (
    <Modal
      open
      title={t('patrolDesk.planTitle')}
      okText={t('records.save')}
      cancelText={t('common.cancel')}
      confirmLoading={change.busy}
      // A minute that was only typed is not planned: saving it for nothing would look as if it were.
      okButtonProps={{ disabled: !isChanged }}
      onOk={save}
      onCancel={onClose}
    >
      <div className="patrol-plan">
        <p className="quiet">{t('patrolDesk.planText')}</p>
        {minutes.length === 0 ? (
          <p>{t('patrolDesk.planNone')}</p>
        ) : (
          <ul className="patrol-plan__rounds">
            {minutes.map((minute) => (
              <li key={minute}>
                <span className="figures">{t('patrolDesk.minute', { minute })}</span>
                <span className="quiet figures">{beginOf(lesson, minute, now, t)}</span>
                <Button
                  type="text"
                  aria-label={t('patrolDesk.removeMinute', { minute })}
                  onClick={() => setMinutes(minutes.filter((one) => one !== minute))}
                >
                  {t('records.remove')}
                </Button>
              </li>
            ))}
          </ul>
        )}
        <div className="records__actions">
          <label htmlFor={fieldId}>{t('patrolDesk.minutes')}</label>
          <InputNumber<number>
            id={fieldId}
            min={first}
            max={patrolLimits.plannedMinute}
            precision={0}
            value={next}
            onChange={setNext}
            onPressEnter={add}
          />
          <Button disabled={added === null} onClick={add}>
            {t('patrolDesk.addMinute')}
          </Button>
        </div>
        <Checkbox checked={ports} onChange={({ target }) => setPorts(target.checked)}>
          {t('patrolDesk.withPorts')}
        </Checkbox>
        <ChangeError change={change} />
      </div>
    </Modal>
  );
}

/** When a round begins by the clock: as the lesson has begun, or else as it is scheduled. */
function beginOf({ startedAt, startsAt }: Lesson, minute: number, now: number, t: TFunction): string {
  const at = (startedAt ?? startsAt) + minute * 60_000;
  const time = clockTime(at);
  if (startedAt === null) return t('patrolDesk.planExpected', { time });
  return t(at > now ? 'patrolDesk.planAt' : 'patrolDesk.planPast', { time });
}
