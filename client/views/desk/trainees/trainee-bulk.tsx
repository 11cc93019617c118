import { AutoComplete, Button, Modal, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchRecord } from '../../../../src/contract/records.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';

/** What can be done with several trainees at once. */
export function TraineeBulk(props: {
  courseId: string;
  ids: readonly string[];
  branches: readonly BranchRecord[];
  units: readonly string[];
  onClear: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, ids, branches, units, onClear, onChanged } = props;
  const { api } = useClassSession();
  const [asks, setAsks] = useState<'unit' | 'branch' | 'port' | 'remove' | null>(null);
  const [unit, setUnit] = useState('');
  const [branchId, setBranchId] = useState<string | null>(null);
  const change = useChange();
  const wanted = () => {
    if (asks === 'unit') return { unit };
    if (asks === 'branch') return { branchId: branchId ?? '' };
    return asks === 'port' ? ('port' as const) : ('remove' as const);
  };
  const run = (): void => {
    const work = () =>
      api.request('POST /api/courses/:courseId/trainees/bulk', {
        params: { courseId },
        body: { ids: [...ids], change: wanted() },
      });
    void change.run(work).then((done) => {
      if (!done) return;
      setAsks(null);
      onChanged();
    });
  };
  const titles = {
    unit: t('records.setUnit'),
    branch: t('records.moveToBranch'),
    port: t('records.makePort'),
    remove: t('records.bulkRemoveTitle', { count: ids.length }),
  };
  return (
    <div className="records__bulk" role="region" aria-label={t('records.selected', { count: ids.length })}>
      <strong className="figures">{t('records.selected', { count: ids.length })}</strong>
      <Button onClick={() => setAsks('unit')}>{titles.unit}</Button>
      <Button onClick={() => setAsks('branch')}>{titles.branch}</Button>
      <Button onClick={() => setAsks('port')}>{titles.port}</Button>
      <Button danger onClick={() => setAsks('remove')}>
        {t('records.remove')}
      </Button>
      <Button type="text" onClick={onClear}>
        {t('records.clearSelection')}
      </Button>
      <Modal
        open={asks !== null}
        title={asks === null ? '' : titles[asks]}
        okText={asks === 'remove' ? t('records.remove') : t('records.save')}
        okButtonProps={{
          danger: asks === 'remove',
          loading: change.busy,
          disabled: asks === 'branch' && branchId === null,
        }}
        cancelText={t('common.cancel')}
        onOk={run}
        onCancel={() => {
          change.clear();
          setAsks(null);
        }}
      >
        <ChangeError change={change} />
        {asks === 'remove' ? <p>{t('records.removeText')}</p> : null}
        {asks === 'port' ? <p>{t('records.selected', { count: ids.length })}</p> : null}
        {asks === 'unit' ? (
          <AutoComplete
            style={{ width: '100%' }}
            aria-label={t('records.field.unit')}
            value={unit}
            options={units.map((value) => ({ value }))}
            onChange={setUnit}
          />
        ) : null}
        {asks === 'branch' ? (
          <Select
            style={{ width: '100%' }}
            aria-label={t('records.field.branch')}
            showSearch={{ optionFilterProp: 'label' }}
            value={branchId}
            options={branches.map((one) => ({ value: one.id, label: one.name }))}
            onChange={setBranchId}
          />
        ) : null}
      </Modal>
    </div>
  );
}
