import { AutoComplete, Form, Input } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RemoveButton } from './parts.tsx';
import { SideForm } from './side-form.tsx';
import { useChange } from './use-change.ts';

/** Makes or changes a record in the panel at the side; one that exists can be removed there. */
export function RecordForm<T extends object>(props: {
  title: string;
  initial: Partial<T>;
  save: (values: T) => Promise<unknown>;
  /** Null for a record that is new, or has to stay. */
  remove: { name: string; run: () => Promise<unknown> } | null;
  onClose: () => void;
  /** It was saved or removed. */
  onSaved: () => void;
  children: ReactNode;
}): ReactElement {
  const [form] = Form.useForm<T>();
  const change = useChange();
  const { title, initial, save, remove, onClose, onSaved, children } = props;
  return (
    <SideForm<T>
      title={title}
      form={form}
      initial={initial}
      change={change}
      onSave={(values) => void change.run(() => save(values)).then((done) => done && onSaved())}
      onClose={onClose}
      extra={
        remove === null ? null : <RemoveButton name={remove.name} onRemove={remove.run} onRemoved={onSaved} />
      }
    >
      {children}
    </SideForm>
  );
}

/** What a field says that was left empty. */
export function useRequired(): { required: true; whitespace: true; message: string }[] {
  const { t } = useTranslation();
  return [{ required: true, whitespace: true, message: t('records.problem.missing') }];
}

/** A line of text in a form. */
export function TextField(props: {
  name: string;
  label: string;
  required?: boolean;
  maxLength?: number;
  inputMode?: 'tel';
}): ReactElement {
  const required = useRequired();
  const { name, label, maxLength = 200, inputMode } = props;
  return (
    <Form.Item name={name} label={label} rules={props.required === true ? required : []}>
      <Input maxLength={maxLength} autoComplete="off" {...(inputMode === undefined ? {} : { inputMode })} />
    </Form.Item>
  );
}

/** The unit of a branch or a trainee: one of the course's, or a new one. */
export function UnitField({ units }: { units: readonly string[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <Form.Item name="unit" label={t('records.field.unit')}>
      <AutoComplete
        options={units.map((value) => ({ value }))}
        showSearch={{ filterOption: (text, option) => option?.value.includes(text) ?? false }}
      />
    </Form.Item>
  );
}
