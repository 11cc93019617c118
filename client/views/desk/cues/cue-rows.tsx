import { Button } from 'antd';
import { useRef, useState, type DragEvent, type KeyboardEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cue, CueSheet } from '../../../../src/contract/cues.ts';
import { Icon } from '../../common/icon.tsx';
import { clockTime } from '../../common/time.ts';
import type { CueWords } from '../../cues/cue-words.ts';
import { moved, newCueId } from './use-cue-list.ts';

interface RowsProps {
  sheet: CueSheet;
  words: (cue: Cue) => CueWords;
  onChange: (cues: Cue[]) => void;
  onEdit: (cue: Cue) => void;
}

/** The cues in their order: dragged by the mouse, moved by keys or buttons. */
export function CueRows({ sheet, words, onChange, onEdit }: RowsProps): ReactElement {
  const { t } = useTranslation();
  const { cues } = sheet;
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const move = (from: number, to: number): void => {
    if (to < 0 || to >= cues.length || from === to) return;
    onChange(moved(cues, from, to));
    setSaid(t('cues.moved', { place: to + 1 }));
  };
  const drop = (place: number): void => {
    const from = cues.findIndex(({ id }) => id === dragged);
    if (from >= 0) move(from, place);
    setDragged(null);
    setOver(null);
  };
  return (
    <>
      <p className="only-spoken" role="status">
        {said}
      </p>
      <ol className="cue-rows" ref={list}>
        {cues.map((cue, place) => (
          <CueRow
            key={cue.id}
            cue={cue}
            place={place}
            count={cues.length}
            sheet={sheet}
            words={words(cue)}
            isOver={over === cue.id && dragged !== cue.id}
            onMove={(to) => move(place, to)}
            onEdit={() => onEdit(cue)}
            onDuplicate={() => onChange(cues.toSpliced(place + 1, 0, { ...cue, id: newCueId() }))}
            onRemove={() => onChange(cues.filter(({ id }) => id !== cue.id))}
            drag={{
              onDragStart: (event) => {
                event.dataTransfer.effectAllowed = 'move';
                setDragged(cue.id);
              },
              onDragOver: (event) => {
                if (dragged === null) return;
                event.preventDefault();
                setOver(cue.id);
              },
              onDrop: () => drop(place),
              onDragEnd: () => {
                setDragged(null);
                setOver(null);
              },
            }}
          />
        ))}
      </ol>
    </>
  );
}

interface RowProps {
  cue: Cue;
  place: number;
  count: number;
  sheet: CueSheet;
  words: CueWords;
  isOver: boolean;
  onMove: (to: number) => void;
  onEdit: () => void;
  onDuplicate: () => void;
  onRemove: () => void;
  drag: Record<'onDragStart' | 'onDragOver' | 'onDrop' | 'onDragEnd', (event: DragEvent) => void>;
}

function CueRow(props: RowProps): ReactElement {
  const { t } = useTranslation();
  const { cue, place, count, sheet, words, isOver, onMove, onEdit, onDuplicate, onRemove, drag } = props;
  const done = sheet.state.done[cue.id];
  const isHere = sheet.state.currentId === cue.id;
  const pressed = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    onMove(place + (event.key === 'ArrowUp' ? -1 : 1));
  };
  const name = { cue: words.whole };
  return (
    <li
      className={`cue-row${isOver ? ' cue-row--over' : ''}${isHere ? ' cue-row--here' : ''}`}
      onKeyDown={pressed}
      {...drag}
      draggable
    >
      <span className="cue-row__grip" title={t('cues.drag')} aria-hidden="true">
        ⋮⋮
      </span>
      <span className="cue-row__place figures">{place + 1}</span>
      <button type="button" className="cue-row__words" aria-label={t('cues.edit', name)} onClick={onEdit}>
        <bdi className="cue-row__title">{words.title}</bdi>
        {words.about === null ? null : (
          <bdi className={words.gone ? 'cue-row__gone' : 'quiet'}>{words.about}</bdi>
        )}
        {cue.kind !== 'note' && cue.note !== '' ? <bdi className="quiet">{cue.note}</bdi> : null}
      </button>
      <span className="cue-row__state quiet figures">
        {isHere ? <strong>{t('cues.at')}</strong> : null}
        {done === undefined ? null : `${t('cues.done')} ${clockTime(done.at)}`}
      </span>
      <span className="cue-row__actions">
        <Button
          type="text"
          aria-label={t('cues.up', name)}
          disabled={place === 0}
          onClick={() => onMove(place - 1)}
          icon={
            <span className="cue-row__up">
              <Icon name="chevron" />
            </span>
          }
        />
        <Button
          type="text"
          aria-label={t('cues.down', name)}
          disabled={place === count - 1}
          onClick={() => onMove(place + 1)}
          icon={
            <span className="cue-row__down">
              <Icon name="chevron" />
            </span>
          }
        />
        <Button
          type="text"
          aria-label={t('cues.duplicate', name)}
          onClick={onDuplicate}
          icon={<Icon name="copy" />}
        />
        <Button
          type="text"
          danger
          aria-label={t('cues.remove', name)}
          onClick={onRemove}
          icon={<Icon name="close" />}
        />
      </span>
    </li>
  );
}
