import { AutoComplete, Button, Modal, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangeError } from './parts.tsx';
import { useChange } from './use-change.ts';

/** One thing that can be done with several records. `C` is what the route takes. */
export interface BulkAction<C> {
  key: string;
  /** On the button. */
  label: string;
  /** Above the question, when it differs from the button. */
  title?: string;
  /** What has to be known before. */
  text?: string;
  /** Removes, or takes something away. */
  danger?: boolean;
  /** What has to be chosen first; `free` lets people type what is not offered. */
  pick?: { label: string; free: boolean; options: readonly { value: string; label: string }[] };
  change: (picked: string) => C;
}

/** The bar above a table with what can be done with the chosen rows; each thing is asked first. */
export function RecordBulk<C>(props: {
  count: number;
  actions: readonly BulkAction<C>[];
  run: (change: C) => Promise<unknown>;
  onClear: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { count, actions, run, onClear, onChanged } = props;
  const [asked, setAsked] = useState<BulkAction<C> | null>(null);
  return (
    <div className="records__bulk" role="region" aria-label={t('records.selected', { count })}>
      <strong className="figures">{t('records.selected', { count })}</strong>
      {actions.map((action) => (
        <Button key={action.key} danger={action.danger === true} onClick={() => setAsked(action)}>
          {action.label}
        </Button>
      ))}
      <Button type="text" onClick={onClear}>
        {t('records.clearSelection')}
      </Button>
      {asked === null ? null : (
        <BulkQuestion
          key={asked.key}
          action={asked}
          run={run}
          onClose={() => setAsked(null)}
          onChanged={onChanged}
        />
      )}
    </div>
  );
}

function BulkQuestion<C>(props: {
  action: BulkAction<C>;
  run: (change: C) => Promise<unknown>;
  onClose: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { action, run, onClose, onChanged } = props;
  const [picked, setPicked] = useState('');
  const change = useChange();
  const act = (): void =>
    void change
      .run(() => run(action.change(picked)))
      .then((done) => {
        if (!done) return;
        onClose();
        onChanged();
      });
  const { pick, danger } = action;
  return (
    <Modal
      open
      title={action.title ?? action.label}
      okText={danger === true ? action.label : t('records.save')}
      okButtonProps={{
        danger: danger === true,
        loading: change.busy,
        disabled: pick !== undefined && !pick.free && picked === '',
      }}
      cancelText={t('common.cancel')}
      onOk={act}
      onCancel={onClose}
    >
      <ChangeError change={change} />
      {action.text === undefined ? null : <p>{action.text}</p>}
      {pick === undefined ? null : <Pick {...pick} value={picked} onChange={setPicked} />}
    </Modal>
  );
}

function Pick(
  props: NonNullable<BulkAction<unknown>['pick']> & { value: string; onChange: (value: string) => void },
): ReactElement {
  const { label, free, options, value, onChange } = props;
  const shared = { 'aria-label': label, className: 'records__pick', options: [...options], onChange };
  return free ? (
    <AutoComplete {...shared} value={value} showSearch={{ filterOption: holds }} />
  ) : (
    <Select {...shared} value={value === '' ? null : value} showSearch={{ optionFilterProp: 'label' }} />
  );
}

function holds(text: string, option?: { value: string }): boolean {
  return option?.value.includes(text) ?? false;
}
