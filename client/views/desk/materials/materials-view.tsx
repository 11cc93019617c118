import { Button, Drawer, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Course, Lesson } from '../../../../src/contract/course.ts';
import type { Material, MaterialFigures } from '../../../../src/contract/materials.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { ClientError } from '../../../session/client-error.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { calendarDay, clockTime } from '../../common/time.ts';
import { sizeWords } from '../../materials/size.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { FailedList } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { EditMaterial } from './edit-material.tsx';
import { Receipts } from './receipts.tsx';
import { UploadArea } from './upload-area.tsx';
import './materials-desk.css';

type Shown = { kind: 'edit' | 'receipts' | 'remove'; material: Material } | null;

/** The course's materials: uploaded, placed, and who has them. */
export function MaterialsView({
  course,
  lessons,
}: {
  course: Course;
  lessons: readonly Lesson[];
}): ReactElement {
  const { t } = useTranslation();
  const params = { courseId: course.id };
  const materials = useRequest('GET /api/courses/:courseId/materials', { params });
  const figures = useRequest('GET /api/courses/:courseId/materials/figures', { params });
  const [shown, setShown] = useState<Shown>(null);
  const reload = (): void => {
    materials.reload();
    figures.reload();
  };
  useNews(['materials.changed'], reload, 300);
  useNews(['materials.received'], figures.reload);
  const columns = useColumns(lessons, figures.kind === 'ready' ? figures.data.figures : [], setShown);
  if (materials.kind === 'failed') return <FailedList error={materials.error} onRetry={reload} />;
  const close = (): void => setShown(null);
  return (
    <section className="desk__section records">
      <h1>{t('desk.materials')}</h1>
      <UploadArea courseId={course.id} lessons={lessons} onDone={reload} />
      <RecordTable
        columns={columns}
        rows={materials.kind === 'ready' ? materials.data.materials : null}
        rowKey={({ id }) => id}
        width={1080}
        noMatch={t('deskMaterials.noMaterials')}
        onOpen={(material) => setShown({ kind: 'receipts', material })}
      />
      <Drawer
        open={shown?.kind === 'receipts'}
        onClose={close}
        size={520}
        title={shown?.material.title}
        destroyOnHidden
      >
        {shown?.kind === 'receipts' ? <Receipts courseId={course.id} materialId={shown.material.id} /> : null}
      </Drawer>
      {shown?.kind === 'edit' ? (
        <EditMaterial courseId={course.id} lessons={lessons} material={shown.material} onClose={close} />
      ) : null}
      {shown?.kind === 'remove' ? (
        <RemoveMaterial courseId={course.id} material={shown.material} onClose={close} />
      ) : null}
    </section>
  );
}

function useColumns(
  lessons: readonly Lesson[],
  figures: readonly MaterialFigures[],
  onShow: (shown: Shown) => void,
): RecordColumn<Material>[] {
  const { t } = useTranslation();
  const { classroom } = useClassSession();
  const figure = (id: string, of: 'branches' | 'trainees'): ReactElement | null => {
    const found = figures.find(({ materialId }) => materialId === id)?.[of];
    return found ? <span className="figures">{t('deskMaterials.ofTotal', found)}</span> : null;
  };
  return [
    {
      key: 'name',
      title: t('deskMaterials.name'),
      sorter: (a, b) => a.title.localeCompare(b.title, 'zh-CN'),
      render: (_, material) => (
        <>
          <a
            href={material.inline ? material.path : `${material.path}&download=1`}
            target="_blank"
            rel="noreferrer"
          >
            {material.title}
          </a>
          {material.visibleFrom > classroom.serverNow() ? (
            <p className="uploads__hidden">
              {t('deskMaterials.hidden', {
                time: `${calendarDay(material.visibleFrom, currentLanguage())} ${clockTime(material.visibleFrom)}`,
              })}
            </p>
          ) : null}
        </>
      ),
    },
    {
      key: 'place',
      title: t('deskMaterials.place'),
      width: 160,
      render: (_, { lessonId }) =>
        lessons.find(({ id }) => id === lessonId)?.title ?? t('materials.forCourse'),
    },
    {
      key: 'size',
      title: t('deskMaterials.size'),
      width: 160,
      sorter: (a, b) => a.size - b.size,
      render: (_, { kind, size }) => (
        <span className="figures">
          {t(`materials.kind.${kind}`)} · {sizeWords(size)}
        </span>
      ),
    },
    {
      key: 'branches',
      title: t('deskMaterials.receivedBranches'),
      width: 150,
      render: (_, { id }) => figure(id, 'branches'),
    },
    {
      key: 'trainees',
      title: t('deskMaterials.receivedTrainees'),
      width: 150,
      render: (_, { id }) => figure(id, 'trainees'),
    },
    {
      key: 'actions',
      title: '',
      width: 280,
      render: (_, material) => (
        <div className="links__actions">
          <Button onClick={() => onShow({ kind: 'receipts', material })}>
            {t('deskMaterials.receipts')}
          </Button>
          <Button onClick={() => onShow({ kind: 'edit', material })}>{t('deskMaterials.edit')}</Button>
          <Button danger onClick={() => onShow({ kind: 'remove', material })}>
            {t('deskMaterials.remove')}
          </Button>
        </div>
      ),
    },
  ];
}

function RemoveMaterial(props: { courseId: string; material: Material; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { courseId, material, onClose } = props;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const remove = (): void => {
    setBusy(true);
    api
      .request('DELETE /api/courses/:courseId/materials/:materialId', {
        params: { courseId, materialId: material.id },
      })
      .then(onClose, (thrown: unknown) => {
        setBusy(false);
        setError(ClientError.from(thrown));
      });
  };
  return (
    <Modal
      open
      title={t('deskMaterials.removeTitle')}
      okText={t('deskMaterials.remove')}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: true }}
      confirmLoading={busy}
      onOk={remove}
      onCancel={onClose}
    >
      <p>{t('deskMaterials.removeText', { title: material.title })}</p>
      {error === null ? null : <ErrorText error={error} />}
    </Modal>
  );
}
