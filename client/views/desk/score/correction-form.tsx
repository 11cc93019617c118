import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { quizLimits } from '../../../../src/contract/quiz-limits.ts';
import type { ScoreDetail, ScorePart } from '../../../../src/contract/score.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { newClientId } from '../../messages/use-outbox.ts';
import { components, exactPoints } from '../../score/score-words.ts';
import { ChangeError } from '../records/parts.tsx';
import { useRequired } from '../records/record-form.tsx';
import { useChange } from '../records/use-change.ts';

interface Fields {
  /** A part, as `keyOf` names it. */
  part: string;
  /** Points, not hundredths. */
  points: number;
  reason: string;
}

/** Adds points to a part of a score or takes them away, with a reason. */
export function CorrectionForm(props: {
  courseId: string;
  detail: ScoreDetail;
  onClose: () => void;
  onSaved: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, detail, onClose, onSaved } = props;
  const { parts, score, frozen } = detail;
  const { api } = useClassSession();
  const change = useChange();
  const required = useRequired();
  // Sending it again after a lost answer is not a second one.
  const id = useRef(newClientId());
  const save = ({ part: key, points, reason }: Fields): void => {
    const part = parts.find((one) => keyOf(one) === key);
    if (part === undefined) return;
    const { component, sourceId } = part;
    const about = { traineeId: score.traineeId, component, sourceId };
    void change
      .run(() =>
        api.request('POST /api/courses/:courseId/corrections', {
          params: { courseId },
          body: { id: id.current, ...about, points: Math.round(points * 100), reason },
        }),
      )
      .then((done) => done && onSaved());
  };
  return (
    <Form<Fields> className="score-correction card" layout="vertical" requiredMark={false} onFinish={save}>
      <p className="quiet">
        {t(frozen === null ? 'scoreDesk.correction.text' : 'scoreDesk.correction.textFrozen')}
      </p>
      <ChangeError change={change} />
      <Form.Item<Fields> name="part" label={t('scoreDesk.correction.part')} rules={required}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={useOptions(parts)} />
      </Form.Item>
      <Form.Item<Fields>
        name="points"
        label={t('scoreDesk.correction.points')}
        extra={t('scoreDesk.correction.pointsExtra')}
        rules={[{ required: true, message: t('records.problem.missing') }]}
      >
        <InputNumber min={-100} max={100} />
      </Form.Item>
      <Form.Item<Fields> name="reason" label={t('scoreDesk.correction.reason')} rules={required}>
        <Input.TextArea
          rows={2}
          maxLength={quizLimits.reason}
          placeholder={t('scoreDesk.correction.reasonHint')}
        />
      </Form.Item>
      <div className="records__actions">
        <Button type="primary" htmlType="submit" loading={change.busy}>
          {t('scoreDesk.correction.save')}
        </Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </div>
    </Form>
  );
}

function keyOf({ component, sourceId }: ScorePart): string {
  return `${component} ${sourceId}`;
}

function useOptions(parts: readonly ScorePart[]) {
  const { t } = useTranslation();
  return components.map((component) => ({
    label: t(`score.component.${component}`),
    options: parts
      .filter((part) => part.component === component)
      .map((part) => ({
        value: keyOf(part),
        label: part.value === null ? part.title : `${part.title} · ${exactPoints(part.value)}`,
      })),
  }));
}
