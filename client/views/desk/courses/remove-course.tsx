import { Button, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useMay } from '../../../hooks/use-may.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';

interface RemoveCourseProps {
  course: { id: string; name: string; revision: number };
  onRemoved: () => void;
}

/** Removes a whole course, after saying once what goes with it. Nobody sees it who may not. */
export function RemoveCourseButton(props: RemoveCourseProps): ReactElement | null {
  const { t } = useTranslation();
  const may = useMay();
  const [asks, setAsks] = useState(false);
  if (!may('DELETE /api/courses/:courseId')) return null;
  return (
    <>
      <Button danger onClick={() => setAsks(true)}>
        {t('records.courses.remove')}
      </Button>
      {asks ? <RemoveCourseDialog {...props} onClose={() => setAsks(false)} /> : null}
    </>
  );
}

function RemoveCourseDialog(props: RemoveCourseProps & { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { course, onRemoved, onClose } = props;
  const { api } = useClassSession();
  const change = useChange();
  const params = { courseId: course.id };
  const records = useRequest('GET /api/courses/:courseId', { params });
  const materials = useRequest('GET /api/courses/:courseId/materials', { params });
  const known = records.kind === 'ready' && materials.kind === 'ready';
  const failed = [records, materials].find((one) => one.kind === 'failed');
  const remove = (): void => {
    const query = { revision: course.revision };
    void change
      .run(() => api.request('DELETE /api/courses/:courseId', { params, query }))
      .then((done) => done && onRemoved());
  };
  return (
    <Modal
      open
      title={t('records.removeTitle', { name: course.name })}
      okText={t('records.courses.remove')}
      okButtonProps={{ danger: true, loading: change.busy, disabled: !known }}
      cancelText={t('common.cancel')}
      onOk={remove}
      onCancel={onClose}
    >
      {failed?.kind === 'failed' ? <ErrorText error={failed.error} /> : null}
      <p>
        {known
          ? t('records.courses.removeCounts', {
              lessons: records.data.lessons.length,
              branches: records.data.course.branchCount,
              trainees: records.data.course.traineeCount,
              materials: materials.data.materials.length,
            })
          : t('common.loading')}
      </p>
      <p>{t('records.courses.removeText')}</p>
      <ChangeError change={change} />
    </Modal>
  );
}
