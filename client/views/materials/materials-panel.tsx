import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Material } from '../../../src/contract/materials.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { Icon } from '../common/icon.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { useSchedule } from '../schedule/use-schedule.ts';
import { MaterialViewer } from './material-viewer.tsx';
import { sizeWords } from './size.ts';
import { useMaterials } from './use-materials.ts';
import '../../i18n/materials.ts';
import './materials.css';

/** The materials of the course and its lessons: opened here, or saved. */
export function MaterialsPanel(): ReactElement | null {
  const { t } = useTranslation();
  const { role } = useClassSession();
  const materials = useMaterials();
  const schedule = useSchedule();
  const [shown, setShown] = useState<Material | null>(null);
  if (materials.kind === 'failed') return <ErrorText error={materials.error} onRetry={materials.reload} />;
  if (materials.kind === 'loading') return null;
  const list = materials.data.materials;
  if (list.length === 0) return <p className="quiet">{t('materials.empty')}</p>;
  const lessons = schedule.kind === 'ready' ? schedule.data.lessons : [];
  const place = ({ lessonId }: Material): string =>
    lessons.find(({ id }) => id === lessonId)?.title ?? t('materials.forCourse');
  return (
    <>
      <ul className="materials">
        {list.map((material) => (
          <li key={material.id} className="materials__row">
            <div className="materials__words">
              <p className="materials__title">{material.title}</p>
              <p className="quiet">
                {t(`materials.kind.${material.kind}`)} · {sizeWords(material.size)} · {place(material)}
              </p>
              {material.receivedAt === null ? null : (
                <p className="materials__received">
                  <Icon name="check" />
                  {t('materials.received')}
                </p>
              )}
            </div>
            <MaterialActions
              material={material}
              inPage={role === 'screen'}
              onOpen={() => setShown(material)}
            />
          </li>
        ))}
      </ul>
      {shown === null ? null : (
        <MaterialViewer
          material={shown}
          onClose={() => {
            setShown(null);
            materials.reload();
          }}
        />
      )}
    </>
  );
}

/** A screen stays on its page; a phone's own viewer in a tab of its own is better than any of ours. */
function MaterialActions(props: { material: Material; inPage: boolean; onOpen: () => void }): ReactElement {
  const { t } = useTranslation();
  const { material, inPage, onOpen } = props;
  return (
    <div className="materials__actions">
      {!material.inline ? null : inPage ? (
        <button
          type="button"
          className="button"
          aria-label={`${t('materials.open')} ${material.title}`}
          onClick={onOpen}
        >
          {t('materials.open')}
        </button>
      ) : (
        <a
          className="button"
          href={material.path}
          target="_blank"
          rel="noreferrer"
          aria-label={`${t('materials.open')} ${material.title}`}
        >
          {t('materials.open')}
        </a>
      )}
      <a
        className="button"
        href={`${material.path}&download=1`}
        download={material.fileName}
        aria-label={`${t('materials.download')} ${material.title}`}
      >
        {t('materials.download')}
      </a>
    </div>
  );
}
