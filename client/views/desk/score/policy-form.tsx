import { Alert, Button, Form, InputNumber, Segmented } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteOutput } from '../../../../src/contract/index.ts';
import type { ScorePolicy } from '../../../../src/contract/score.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { components, useRule } from '../../score/score-words.ts';
import { ErrorDialog } from '../records/parts.tsx';
import { SideForm } from '../records/side-form.tsx';
import { useChange } from '../records/use-change.ts';

type PolicyRecord = RouteOutput<'GET /api/courses/:courseId/score-policy'>;
type Weights = ScorePolicy['weights'];

/** As the form has it: marks in points. */
interface Fields {
  weights: Weights;
  passMark: number;
  decimals: number;
  reflectionBonus: number;
}

interface Props {
  courseId: string;
  onChanged: () => void;
}

/** How points become a total, in words and figures. */
export function PolicyButton(props: Props): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('scoreDesk.policy.open')}</Button>
      {open ? <PolicyPanel {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function PolicyPanel(props: Props & { onClose: () => void }): ReactElement | null {
  const { courseId, onClose } = props;
  const record = useRequest('GET /api/courses/:courseId/score-policy', { params: { courseId } });
  if (record.kind === 'failed') {
    return (
      <ErrorDialog
        change={{ busy: false, error: record.error, problems: [], run: async () => false, clear: onClose }}
      />
    );
  }
  if (record.kind === 'loading') return null;
  return <PolicyForm {...props} record={record.data} />;
}

function PolicyForm(props: Props & { record: PolicyRecord; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { courseId, record, onChanged, onClose } = props;
  const { policy, revision, frozen } = record;
  const [form] = Form.useForm<Fields>();
  const change = useChange();
  const initial = {
    ...policy,
    passMark: policy.passMark / 100,
    reflectionBonus: policy.reflectionBonus / 100,
  };
  const save = (fields: Fields): void =>
    void change
      .run(() =>
        api.request('PUT /api/courses/:courseId/score-policy', {
          params: { courseId },
          body: { policy: policyOf(fields), revision },
        }),
      )
      .then((done) => {
        if (!done) return;
        onChanged();
        onClose();
      });
  return (
    <SideForm<Fields>
      title={t('scoreDesk.policy.title')}
      form={form}
      initial={initial}
      change={change}
      onSave={save}
      onClose={onClose}
    >
      {frozen === null ? (
        <p className="quiet">{t('scoreDesk.policy.text')}</p>
      ) : (
        <Alert type="info" showIcon title={t('scoreDesk.policy.frozen')} />
      )}
      <Form.Item<Fields> shouldUpdate noStyle>
        {() => <Rule policy={policyOf({ ...initial, ...form.getFieldsValue() })} />}
      </Form.Item>
      <WeightFields disabled={frozen !== null} />
      <PointsField name="passMark" disabled={frozen !== null} />
      <Form.Item<Fields> name="decimals" label={t('scoreDesk.policy.decimals')}>
        <Segmented options={[0, 1, 2]} disabled={frozen !== null} />
      </Form.Item>
      <PointsField
        name="reflectionBonus"
        extra={t('scoreDesk.policy.bonusExtra')}
        disabled={frozen !== null}
      />
    </SideForm>
  );
}

/** What is left empty while somebody types counts as 0. */
function policyOf({ weights, passMark, decimals, reflectionBonus }: Fields): ScorePolicy {
  return {
    weights,
    decimals,
    passMark: Math.round(passMark * 100),
    reflectionBonus: Math.round(reflectionBonus * 100),
  };
}

function Rule({ policy }: { policy: ScorePolicy }): ReactElement {
  const { t } = useTranslation();
  const rule = useRule();
  return (
    <div className="attendance-panel__example">
      <strong>{t('scoreDesk.policy.rule')}</strong>
      {rule(policy).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

function WeightFields({ disabled }: { disabled: boolean }): ReactElement {
  const { t } = useTranslation();
  const required = { required: true, message: t('records.problem.missing') };
  const some = ({ getFieldValue }: { getFieldValue: (name: string) => unknown }) => ({
    validator: async () => {
      // The form holds what its fields of this name hold.
      const weights = getFieldValue('weights') as Weights;
      if (components.every((one) => weights[one] === 0)) {
        throw new Error(t('scoreDesk.policy.weightsNone'));
      }
    },
  });
  return (
    <>
      <div className="score-weights">
        {components.map((component) => (
          <Form.Item
            key={component}
            name={['weights', component]}
            label={t(`scoreDesk.policy.${component}`)}
            dependencies={components.filter((one) => one !== component).map((one) => ['weights', one])}
            rules={[required, ...(component === 'exam' ? [some] : [])]}
          >
            <InputNumber min={0} max={1_000} precision={0} disabled={disabled} />
          </Form.Item>
        ))}
      </div>
      <p className="quiet score-weights__text">{t('scoreDesk.policy.weightsExtra')}</p>
    </>
  );
}

function PointsField(props: {
  name: 'passMark' | 'reflectionBonus';
  extra?: string;
  disabled: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const { name, extra, disabled } = props;
  return (
    <Form.Item<Fields>
      name={name}
      label={t(name === 'passMark' ? 'scoreDesk.policy.passMark' : 'scoreDesk.policy.bonus')}
      rules={[{ required: true, message: t('records.problem.missing') }]}
      {...(extra === undefined ? {} : { extra })}
    >
      <InputNumber min={0} max={100} disabled={disabled} />
    </Form.Item>
  );
}
