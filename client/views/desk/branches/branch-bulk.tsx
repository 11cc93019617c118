import { AutoComplete, Button, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';

/** What can be done with several branches at once. */
export function BranchBulk(props: {
  courseId: string;
  ids: readonly string[];
  units: readonly string[];
  onClear: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, ids, units, onClear, onChanged } = props;
  const { api } = useClassSession();
  const [asks, setAsks] = useState<'unit' | 'remove' | null>(null);
  const [unit, setUnit] = useState('');
  const change = useChange();
  const run = (): void => {
    const wanted = asks === 'unit' ? { unit } : ('remove' as const);
    const work = () =>
      api.request('POST /api/courses/:courseId/branches/bulk', {
        params: { courseId },
        body: { ids: [...ids], change: wanted },
      });
    void change.run(work).then((done) => {
      if (!done) return;
      setAsks(null);
      onChanged();
    });
  };
  return (
    <div className="records__bulk" role="region" aria-label={t('records.selected', { count: ids.length })}>
      <strong className="figures">{t('records.selected', { count: ids.length })}</strong>
      <Button onClick={() => setAsks('unit')}>{t('records.setUnit')}</Button>
      <Button danger onClick={() => setAsks('remove')}>
        {t('records.remove')}
      </Button>
      <Button type="text" onClick={onClear}>
        {t('records.clearSelection')}
      </Button>
      <Modal
        open={asks !== null}
        title={asks === 'remove' ? t('records.bulkRemoveTitle', { count: ids.length }) : t('records.setUnit')}
        okText={asks === 'remove' ? t('records.remove') : t('records.save')}
        okButtonProps={{ danger: asks === 'remove', loading: change.busy }}
        cancelText={t('common.cancel')}
        onOk={run}
        onCancel={() => {
          change.clear();
          setAsks(null);
        }}
      >
        <ChangeError change={change} />
        {asks === 'remove' ? (
          <p>{t('records.removeText')}</p>
        ) : (
          <AutoComplete
            style={{ width: '100%' }}
            aria-label={t('records.field.unit')}
            value={unit}
            options={units.map((value) => ({ value }))}
            onChange={setUnit}
          />
        )}
      </Modal>
    </div>
  );
}
