import { Input, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../../../src/contract/course.ts';
import type { Material } from '../../../../src/contract/materials.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ClientError } from '../../../session/client-error.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { MomentInput } from './moment-input.tsx';
import { PlaceSelect } from './upload-area.tsx';

/** Title, place and time of visibility of one material. */
export function EditMaterial(props: {
  courseId: string;
  lessons: readonly Lesson[];
  material: Material;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { courseId, lessons, material, onClose } = props;
  const [title, setTitle] = useState(material.title);
  const [lessonId, setLessonId] = useState(material.lessonId);
  const [visibleFrom, setVisibleFrom] = useState(material.visibleFrom);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const save = (): void => {
    setBusy(true);
    setError(null);
    api
      .request('PATCH /api/courses/:courseId/materials/:materialId', {
        params: { courseId, materialId: material.id },
        body: { title, lessonId, visibleFrom },
      })
      .then(onClose, (thrown: unknown) => {
        setBusy(false);
        setError(ClientError.from(thrown));
      });
  };
  return (
    <Modal
      open
      title={t('deskMaterials.edit')}
      okText={t('deskMaterials.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: title.trim() === '' }}
      confirmLoading={busy}
      onOk={save}
      onCancel={onClose}
    >
      <div className="edit-material">
        <label className="uploads__field">
          <span>{t('deskMaterials.fieldTitle')}</span>
          <Input value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
        </label>
        <PlaceSelect lessons={lessons} value={lessonId} onChange={setLessonId} />
        <MomentInput
          label={t('deskMaterials.visibleFrom')}
          value={visibleFrom}
          onChange={(at) => setVisibleFrom(at ?? material.visibleFrom)}
        />
        {error === null ? null : <ErrorText error={error} />}
      </div>
    </Modal>
  );
}
