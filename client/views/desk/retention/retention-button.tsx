import { Button, Checkbox, Form, InputNumber, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { retentionLimits, type RetentionView } from '../../../../src/contract/retention.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import '../../../i18n/retention.ts';
import './retention.css';
import { ErrorText } from '../../common/error-text.tsx';
import { longDate } from '../../common/time.ts';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';

const { leastDays, mostDays, defaultDays, noticeDays } = retentionLimits;

/** Opens what is settled about how long a course is kept. */
export function RetentionButton({ courseId, label }: { courseId: string; label?: string }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label ?? t('retention.button')}</Button>
      {open ? <RetentionDialog courseId={courseId} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function RetentionDialog({ courseId, onClose }: { courseId: string; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const found = useRequest('GET /api/courses/:courseId/retention', { params: { courseId } });
  if (found.kind === 'ready')
    return <RetentionForm courseId={courseId} initial={found.data} onClose={onClose} />;
  return (
    <Modal open title={t('retention.title')} footer={null} onCancel={onClose}>
      {found.kind === 'failed' ? <ErrorText error={found.error} /> : <p>{t('common.loading')}</p>}
    </Modal>
  );
}

function RetentionForm(props: {
  courseId: string;
  initial: RetentionView;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, initial, onClose } = props;
  const { api } = useClassSession();
  const change = useChange();
  const [keeps, setKeeps] = useState(initial.days === null);
  const [days, setDays] = useState<number | null>(initial.days ?? defaultDays);
  const wanted = keeps ? null : days;
  const save = (): void => {
    const body = { days: wanted };
    void change
      .run(() => api.request('PUT /api/courses/:courseId/retention', { params: { courseId }, body }))
      .then((done) => done && onClose());
  };
  return (
    <Modal
      open
      title={t('retention.title')}
      okText={t('retention.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ loading: change.busy, disabled: !keeps && days === null }}
      onOk={save}
      onCancel={onClose}
    >
      <p>{t('retention.text', { days: noticeDays })}</p>
      <Form layout="vertical" className="retention">
        <Form.Item
          label={t('retention.days')}
          extra={t('retention.range', { least: leastDays, most: mostDays })}
        >
          <InputNumber
            aria-label={t('retention.days')}
            min={leastDays}
            max={mostDays}
            precision={0}
            disabled={keeps}
            value={days}
            onChange={setDays}
          />
        </Form.Item>
        <Checkbox checked={keeps} onChange={(event) => setKeeps(event.target.checked)}>
          {t('retention.keep')}
        </Checkbox>
      </Form>
      {wanted === initial.days ? <WhenDeleted view={initial} /> : null}
      <ChangeError change={change} />
    </Modal>
  );
}

/** What the settled time means; while another one is being chosen it would mislead. */
function WhenDeleted({ view }: { view: RetentionView }): ReactElement {
  const { t } = useTranslation();
  const { deletesAt, endsAt } = view;
  const never = endsAt === null ? 'retention.noLessons' : 'retention.never';
  return (
    <p className="quiet">
      {deletesAt === null
        ? t(never)
        : t('retention.deletes', { day: longDate(deletesAt, currentLanguage()) })}
    </p>
  );
}
