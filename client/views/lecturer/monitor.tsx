import { useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useConnection } from '../../hooks/use-connection.ts';
import { useSender } from '../../hooks/use-sender.ts';
import type { CaptureState, Picture, SenderState, Sound } from '../../session/types.ts';
import { Icon } from '../common/icon.tsx';
import { isDown } from '../common/line.ts';
import { NextLesson } from '../common/next-lesson.tsx';
import { StageStill, StageView } from '../common/stage-view.tsx';
import type { ConsoleActions } from './use-console-actions.ts';

function ownPicture(source: 'camera' | 'screen', capture: CaptureState): Picture[] {
  if (!capture.on || capture.stream === null) return [];
  return [
    {
      source,
      trackId: `own-${source}`,
      stream: capture.stream,
      motion: 'moving',
      since: 0,
      paused: false,
      layer: null,
    },
  ];
}

/** The own sources as the stage would show them: live, only what the stage has; before, everything that is on. */
function useOwnStage(
  state: SenderState,
  sending: boolean,
): { pictures: Picture[]; sounds: Pick<Sound, 'paused'>[] } {
  const { camera, screen, microphone } = state.sources;
  return useMemo(() => {
    const shown = (capture: CaptureState): boolean => capture.on && (!sending || capture.onStage);
    return {
      pictures: [
        ...(shown(screen) ? ownPicture('screen', screen) : []),
        ...(shown(camera) ? ownPicture('camera', camera) : []),
      ],
      sounds: shown(microphone) ? [{ paused: false }] : [],
    };
  }, [camera, screen, microphone, sending]);
}

/** What the rooms see, exactly: the same layout from the same sources. Before class it is the preview. */
export function Monitor({ resume, actions }: { resume: boolean; actions: ConsoleActions }): ReactElement {
  const { t } = useTranslation();
  const { lesson, phase } = useClassroom();
  const connection = useConnection();
  const { state } = useSender();
  const sending = phase === 'live' && !resume;
  const { pictures, sounds } = useOwnStage(state, sending);
  const down = isDown(connection);
  const seen = sending && !down;
  const caption = {
    waiting: t('lecturer.preview'),
    live: seen ? t('lecturer.monitor') : t('lecturer.notSending'),
    ended: t('state.endedTitle'),
  }[phase];
  return (
    <section className="monitor" aria-label={caption}>
      <p className="monitor__caption">
        {seen ? <span className="live-badge">{t('common.live')}</span> : null}
        {caption}
      </p>
      <div className="monitor__frame">
        <div className="monitor__stage">
          {phase === 'ended' ? (
            <StageStill sentence={t('state.endedTitle')}>
              <NextLesson />
            </StageStill>
          ) : (
            <StageView
              pictures={pictures}
              sounds={sounds}
              lecturerName={lesson?.lecturerName ?? ''}
              dimmed={resume || down}
              empty={
                <StageStill sentence={sending ? t('stage.lecturerNoPicture') : t('lecturer.nothingOn')} />
              }
            />
          )}
          {resume ? (
            <div className="monitor__resume" role="alert">
              <h2>{t('lecturer.resumeTitle')}</h2>
              <p>{t('lecturer.resumeText')}</p>
              <button
                type="button"
                className="button button--primary"
                disabled={actions.busy}
                onClick={actions.goLive}
              >
                <Icon name="play" />
                {t('lecturer.resume')}
              </button>
            </div>
          ) : null}
        </div>
      </div>
    </section>
  );
}
