import { Form, Input, InputNumber, Switch } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { reflectionLimits, ReflectionPolicy } from '../../../../src/contract/reflection.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { SideForm } from '../records/side-form.tsx';
import { useChange } from '../records/use-change.ts';

/** Characters of a reflection, as the contract has it. */
const mostCharacters: (typeof reflectionLimits)['text'] = 6_000;

interface Values {
  wanted: boolean;
  task: string;
  minLength: number | null;
  maxLength: number | null;
  /** As the browser's field for date and time has it, in this device's time zone. */
  until: string;
}

/** Whether reflections are asked for, how long they are to be and until when. */
export function PolicyForm(props: {
  courseId: string;
  policy: ReflectionPolicy;
  onClose: () => void;
  onSaved: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, policy, onClose, onSaved } = props;
  const { api } = useClassSession();
  const change = useChange();
  const [form] = Form.useForm<Values>();
  const save = ({ wanted, task, minLength, maxLength, until }: Values): void => {
    const least = minLength ?? 0;
    const body = {
      wanted,
      task: task.trim(),
      minLength: least,
      maxLength: Math.max(least, maxLength ?? mostCharacters, 1),
      until: until === '' ? null : new Date(until).getTime(),
    };
    void change
      .run(() => api.request('PUT /api/courses/:courseId/reflection-policy', { params: { courseId }, body }))
      .then((done) => {
        if (done) onSaved();
      });
  };
  return (
    <SideForm<Values>
      title={t('reflection.desk.policy')}
      form={form}
      initial={{ ...policy, until: localField(policy.until) }}
      change={change}
      onSave={save}
      onClose={onClose}
    >
      <Form.Item name="wanted" label={t('reflection.desk.wanted')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item name="task" label={t('reflection.desk.task')} extra={t('reflection.desk.taskHint')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
      </Form.Item>
      <Form.Item name="minLength" label={t('reflection.desk.least')}>
        <InputNumber min={0} max={mostCharacters} precision={0} />
      </Form.Item>
      <Form.Item name="maxLength" label={t('reflection.desk.most')}>
        <InputNumber min={1} max={mostCharacters} precision={0} />
      </Form.Item>
      <Form.Item name="until" label={t('reflection.desk.until')}>
        <Input type="datetime-local" />
      </Form.Item>
    </SideForm>
  );
}

/** A moment as the field wants it; empty for none. */
function localField(at: number | null): string {
  if (at === null) return '';
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
