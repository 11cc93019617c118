import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Material } from '../../../src/contract/materials.ts';

/** A material over the whole page. Escape and the button close it. */
export function MaterialViewer({
  material,
  onClose,
}: {
  material: Material;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="material-viewer"
      aria-label={material.title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="material-viewer__head">
        <h2>{material.title}</h2>
        <button type="button" className="button" onClick={onClose}>
          {t('materials.viewerClose')}
        </button>
      </header>
      <Content material={material} />
    </dialog>
  );
}

function Content({ material }: { material: Material }): ReactElement {
  const { path, title, kind } = material;
  if (kind === 'image') return <img className="material-viewer__picture" src={path} alt={title} />;
  if (kind === 'video') {
    // What somebody uploaded has no subtitles that we could offer.
    return <video className="material-viewer__picture" src={path} controls autoPlay />;
  }
  return <iframe className="material-viewer__page" src={path} title={title} />;
}
