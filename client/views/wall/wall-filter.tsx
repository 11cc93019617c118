import { useMemo, useState, type ReactElement, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { WallTile } from '../../../src/contract/patrol.ts';
import { wallSorts, wallStates, wholeWall, type WallChoice } from '../../session/patrol-wall-order.ts';
import type { WallDensity } from '../../session/patrol-wall-grid.ts';
import { Icon } from '../common/icon.tsx';

export interface WallFilterProps {
  tiles: ReadonlyMap<string, WallTile>;
  shown: number;
  choice: WallChoice;
  onChoose: (change: Partial<WallChoice>) => void;
  density: WallDensity;
  onDensity: (density: WallDensity) => void;
  onTour: () => void;
  search: Ref<HTMLInputElement>;
}

const levels = ['1', '2', 'port'] as const;
const levelTexts = { '1': 'wall.level1', '2': 'wall.level2', port: 'wall.port' } as const;
const levelOf = (value: string): WallChoice['level'] =>
  value === '1' ? 1 : value === '2' ? 2 : value === 'port' ? 'port' : null;

/** Search, filters, order and size of the wall. */
export function WallFilter(props: WallFilterProps): ReactElement {
  const { t } = useTranslation();
  const { tiles, shown, choice, onChoose, density, onDensity, onTour, search } = props;
  const [isOpen, setOpen] = useState(false);
  const { parents, units } = useMemo(() => groupsOf(tiles), [tiles]);
  const isNarrowed = JSON.stringify({ ...choice, sort: '' }) !== JSON.stringify({ ...wholeWall, sort: '' });
  return (
    <div className="wall-filter" data-open={isOpen ? '' : undefined}>
      <input
        ref={search}
        className="field wall-filter__search"
        type="search"
        aria-label={t('wall.search')}
        placeholder={t('wall.search')}
        value={choice.text}
        onChange={(event) => onChoose({ text: event.target.value })}
      />
      <button
        type="button"
        className="button wall-filter__toggle"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {t('wall.filter')}
      </button>
      <div className="wall-filter__choices">
        <Choice
          label={t('wall.sortLabel')}
          value={choice.sort}
          options={wallSorts.map((one) => [one, t(`wall.sort.${one}`)])}
          onChoose={(value) => onChoose({ sort: wallSorts.find((one) => one === value) ?? 'attention' })}
        />
        <Choice
          label={t('wall.stateLabel')}
          value={choice.state}
          options={wallStates.map((one) => [one, t(`wall.state.${one}`)])}
          onChoose={(value) => onChoose({ state: wallStates.find((one) => one === value) ?? 'all' })}
        />
        <Choice
          label={t('wall.levelLabel')}
          value={String(choice.level ?? '')}
          options={[['', t('wall.level')], ...levels.map((one) => [one, t(levelTexts[one])] as const)]}
          onChoose={(value) => onChoose({ level: levelOf(value) })}
        />
        <Choice
          label={t('wall.parentLabel')}
          value={choice.parentId ?? ''}
          options={[['', t('wall.parent')], ...parents]}
          onChoose={(value) => onChoose({ parentId: value === '' ? null : value })}
        />
        {units.length === 0 ? null : (
          <Choice
            label={t('wall.unitLabel')}
            value={choice.unit ?? ''}
            options={[['', t('wall.unit')], ...units.map((unit) => [unit, unit] as const)]}
            onChoose={(value) => onChoose({ unit: value === '' ? null : value })}
          />
        )}
        <span className="wall-density" role="group" aria-label={t('wall.density')}>
          {(['small', 'large'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className="button"
              aria-pressed={density === one}
              onClick={() => onDensity(one)}
            >
              {t(`wall.${one}`)}
            </button>
          ))}
        </span>
      </div>
      <button type="button" className="button wall-filter__tour" disabled={shown === 0} onClick={onTour}>
        <Icon name="play" />
        {t('wall.tour.start')}
      </button>
      <span className="wall-filter__count quiet figures" role="status">
        {t('wall.count', { count: shown })}
      </span>
      {isNarrowed ? (
        <button
          type="button"
          className="button button--plain"
          onClick={() => onChoose({ ...wholeWall, sort: choice.sort })}
        >
          {t('wall.clear')}
        </button>
      ) : null}
    </div>
  );
}

function Choice(props: {
  label: string;
  value: string;
  options: readonly (readonly [value: string, words: string])[];
  onChoose: (value: string) => void;
}): ReactElement {
  const { label, value, options, onChoose } = props;
  return (
    <select
      className="field"
      aria-label={label}
      value={value}
      onChange={(event) => onChoose(event.target.value)}
    >
      {options.map(([one, words]) => (
        <option key={one} value={one}>
          {words}
        </option>
      ))}
    </select>
  );
}

/** The branches that have others below them, and the units. */
function groupsOf(tiles: ReadonlyMap<string, WallTile>): {
  parents: (readonly [id: string, name: string])[];
  units: string[];
} {
  const parentIds = new Set([...tiles.values()].map(({ parentId }) => parentId));
  const parents = [...tiles.values()].filter(({ tileId }) => parentIds.has(tileId));
  const units = new Set([...tiles.values()].map(({ unit }) => unit).filter((unit) => unit !== ''));
  return { parents: parents.map(({ tileId, name }) => [tileId, name] as const), units: [...units].sort() };
}
