import { useCallback, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useStage } from '../../hooks/use-stage.ts';
import type { PictureSource } from '../../session/types.ts';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import { useLine } from '../common/line.ts';
import { LiveEmpty } from '../common/live-empty.tsx';
import { StageView } from '../common/stage-view.tsx';

// Before and after a lesson there is time; a live one is what the first load is for.
const NotLive = lazyView(async () => (await import('./not-live.tsx')).NotLive);

/** Why there is no picture, in a sentence that fits the moment. */
function StageEmpty(): ReactElement {
  const { phase } = useClassroom();
  if (phase === 'live') return <LiveEmpty />;
  return (
    <Pending fallback={null}>
      <NotLive phase={phase} />
    </Pending>
  );
}

/**
 * The stage as ports, inspectors and liaisons see it, with a sentence whenever there is no picture.
 * @param small ask for the smallest picture, whatever the window's size: saves data on a thin line
 */
export function LessonStage({ small = false }: { small?: boolean }): ReactElement {
  const { t } = useTranslation();
  const { lesson, phase, stage } = useClassroom();
  const { receiver } = useClassSession();
  const media = useStage();
  const line = useLine();
  const showAt = useCallback(
    (participantId: string, source: PictureSource, width: number, height: number) => {
      const scale = globalThis.devicePixelRatio;
      receiver?.showAt(participantId, source, small ? 320 : width * scale, small ? 180 : height * scale);
    },
    [receiver, small],
  );
  const live = phase === 'live';
  const away = live && stage.lecturer === 'away' && media.pictures.length > 0;
  return (
    <div className="lesson-stage">
      <StageView
        pictures={live ? media.pictures : []}
        sounds={live ? media.sounds : []}
        lecturerName={lesson?.lecturerName ?? ''}
        layout={stage.layout}
        guests={stage.guests}
        dimmed={line.down || away}
        empty={<StageEmpty />}
        onShownAt={showAt}
      />
      {line.down ? (
        <p className="lesson-stage__word figures">{line.words}</p>
      ) : away ? (
        <p className="lesson-stage__word">{t('stage.lecturerAway')}</p>
      ) : null}
    </div>
  );
}
