import { useCallback, useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { findingKinds, patrolLimits } from '../../../src/contract/patrol-limits.ts';
import type { FindingKind } from '../../../src/contract/patrol.ts';
import { Dialog } from '../common/dialog.tsx';

/** What the inspector says of the room. */
export interface Filing {
  kind: FindingKind;
  headCount: number | null;
  note: string;
}

/** Files a finding about a room. @param picture of the moment in which the dialog was asked for */
export function FindingDialog(props: {
  name: string;
  picture: Blob | null;
  onFile: (filing: Filing) => void;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { name, picture, onFile, onClose } = props;
  const [kind, setKind] = useState<FindingKind | null>(null);
  const [heads, setHeads] = useState('');
  const [note, setNote] = useState('');
  const headsId = useId();
  const noteId = useId();
  const formId = useId();
  const headCount = heads === '' ? null : Number(heads);
  return (
    <Dialog
      title={t('wall.file.title', { name })}
      onClose={onClose}
      actions={
        <>
          <button type="button" className="button" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" form={formId} className="button button--primary" disabled={kind === null}>
            {t('wall.file.send')}
          </button>
        </>
      }
    >
      <form
        id={formId}
        className="wall-file"
        onSubmit={(event) => {
          event.preventDefault();
          if (kind !== null) onFile({ kind, headCount, note: note.trim() });
        }}
      >
        <Shown picture={picture} />
        <fieldset className="wall-file__kinds">
          <legend>{t('wall.file.kind')}</legend>
          {findingKinds.map((one) => (
            <label key={one} className="wall-file__kind">
              <input type="radio" name="kind" checked={kind === one} onChange={() => setKind(one)} />
              {t(`patrolFindings.kind.${one}`)}
            </label>
          ))}
        </fieldset>
        <label htmlFor={headsId}>{t('wall.file.heads')}</label>
        <input
          id={headsId}
          className="field"
          type="number"
          inputMode="numeric"
          min={0}
          max={patrolLimits.heads}
          step={1}
          value={heads}
          onChange={(event) => setHeads(event.target.value)}
        />
        <label htmlFor={noteId}>{t('wall.file.note')}</label>
        <textarea
          id={noteId}
          className="field"
          rows={2}
          maxLength={patrolLimits.note}
          placeholder={t('wall.file.noteHint')}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </form>
    </Dialog>
  );
}

function Shown({ picture }: { picture: Blob | null }): ReactElement {
  const { t } = useTranslation();
  const show = useCallback(
    (image: HTMLImageElement | null) => {
      if (image === null || picture === null) return undefined;
      const url = URL.createObjectURL(picture);
      image.src = url;
      return () => URL.revokeObjectURL(url);
    },
    [picture],
  );
  if (picture === null) return <p className="quiet">{t('wall.file.noPicture')}</p>;
  return <img className="wall-file__picture" ref={show} alt={t('wall.file.picture')} />;
}
