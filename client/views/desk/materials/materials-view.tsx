import { Button, Drawer, Modal, Table, type TableColumnsType } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Course, Lesson } from '../../../../src/contract/course.ts';
import type { Material, MaterialFigures } from '../../../../src/contract/materials.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { ClientError } from '../../../session/client-error.ts';
import { ErrorText, Notice } from '../../common/notice.tsx';
import { calendarDay, clockTime } from '../../common/time.ts';
import { sizeWords } from '../../materials/size.ts';
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
  if (materials.kind === 'failed') {
    return (
      <Notice title={t('error.title')} actions={<Button onClick={reload}>{t('common.retry')}</Button>}>
        <ErrorText error={materials.error} />
      </Notice>
    );
  }
  const close = (): void => setShown(null);
  return (
    <section className="desk__section">
      <h1>{t('desk.materials')}</h1>
      <UploadArea courseId={course.id} lessons={lessons} onDone={reload} />
      <Table
        rowKey="id"
        columns={columns}
        dataSource={materials.kind === 'ready' ? materials.data.materials : []}
        loading={materials.kind === 'loading' ? { delay: 300 } : false}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 1000 }}
        locale={{ emptyText: t('deskMaterials.noMaterials') }}
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
): TableColumnsType<Material> {
  const { t } = useTranslation();
  const { classroom } = useClassSession();
  const figure = (id: string, of: 'branches' | 'trainees'): ReactElement | null => {
    const found = figures.find(({ materialId }) => materialId === id)?.[of];
    return found ? <span className="figures">{t('deskMaterials.ofTotal', found)}</span> : null;
  };
  return [
    {
      title: t('deskMaterials.name'),
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
      title: t('deskMaterials.place'),
      width: 200,
      render: (_, { lessonId }) =>
        lessons.find(({ id }) => id === lessonId)?.title ?? t('materials.forCourse'),
    },
    {
      title: t('deskMaterials.size'),
      width: 150,
      render: (_, { kind, size }) => (
        <span className="figures">
          {t(`materials.kind.${kind}`)} · {sizeWords(size)}
        </span>
      ),
    },
    { title: t('deskMaterials.receivedBranches'), width: 130, render: (_, { id }) => figure(id, 'branches') },
    { title: t('deskMaterials.receivedTrainees'), width: 130, render: (_, { id }) => figure(id, 'trainees') },
    {
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
