import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { stageLayoutNames } from './layout-names.ts';
import { useClassroom } from '../../../hooks/use-classroom.ts';
import { useDirector } from '../../../hooks/use-director.ts';
import '../../../i18n/direct.ts';
import type { StageLayout } from '../../../../src/contract/stage.ts';
import { isTyping } from '../use-console-keys.ts';
import { DirectorError } from './director-error.tsx';
import './stage-parts.css';

/** Small pictures of the layouts: rectangles on a stage of 16 x 9. */
const drawings: Record<StageLayout, readonly (readonly [number, number, number, number])[]> = {
  auto: [
    [1, 1, 9, 7],
    [11, 1, 4, 3],
  ],
  lecturer: [[1, 1, 14, 7]],
  slides: [
    [1, 1, 11, 7],
    [13, 3.5, 2, 2],
  ],
  side: [
    [1, 2, 6.5, 5],
    [8.5, 2, 6.5, 5],
  ],
  grid: [
    [1, 1, 6.5, 3],
    [8.5, 1, 6.5, 3],
    [1, 5, 6.5, 3],
    [8.5, 5, 6.5, 3],
  ],
  clip: [[0, 0, 16, 9]],
};

/**
 * The layouts of the big screens, with their keys 1 to 6.
 * @param keys false while something else has the keyboard
 */
export function LayoutBar({ keys = true }: { keys?: boolean }): ReactElement {
  const { t } = useTranslation();
  const { stage } = useClassroom();
  const director = useDirector();
  useEffect(() => {
    if (!keys) return undefined;
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
      const layout = stageLayoutNames[Number(event.key) - 1];
      if (layout !== undefined) director.arrange(layout);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [keys, director]);
  return (
    <>
      <div className="layout-bar" role="group" aria-label={t('direct.layout.title')}>
        {stageLayoutNames.map((layout, place) => (
          <button
            key={layout}
            type="button"
            className="layout-bar__choice"
            aria-pressed={stage.layout === layout}
            aria-keyshortcuts={String(place + 1)}
            onClick={() => director.arrange(layout)}
          >
            <svg viewBox="0 0 16 9" aria-hidden="true">
              {drawings[layout].map(([x, y, width, height]) => (
                <rect key={`${x} ${y}`} x={x} y={y} width={width} height={height} />
              ))}
            </svg>
            {t(`direct.layout.${layout}`)}
            <kbd>{place + 1}</kbd>
          </button>
        ))}
      </div>
      <DirectorError error={director.error} />
    </>
  );
}
