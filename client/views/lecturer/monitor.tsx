import { useCallback, useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClip } from '../../hooks/use-clip.ts';
import { useConnection } from '../../hooks/use-connection.ts';
import { useSender } from '../../hooks/use-sender.ts';
import { useStage } from '../../hooks/use-stage.ts';
import { isMain } from '../../session/on-air.ts';
import type { CaptureState, Picture, PictureSource, SenderState, Sound } from '../../session/types.ts';
import { Icon } from '../common/icon.tsx';
import { isDown } from '../common/line.ts';
import { NextLesson } from '../common/next-lesson.tsx';
import { StageStill, StageView } from '../common/stage-view.tsx';
import { OtherIsLive } from './stage/standby-control.tsx';
import type { ConsoleActions } from './use-console-actions.ts';

function ownPicture(source: PictureSource, stream: MediaStream | null, onAir: boolean): Picture[] {
  if (stream === null) return [];
  return [
    {
      place: `lecturer ${source}`,
      participantId: 'own',
      main: true,
      onAir,
      source,
      trackId: `own-${source}`,
      stream,
      motion: 'moving',
      since: 0,
      paused: false,
      layer: null,
    },
  ];
}

/**
 * What the rooms see: the own sources that the stage has, and what others have on it. Before class, and on a device that is
 * kept ready, everything own that is on.
 */
function useMonitored(
  state: SenderState,
  sending: boolean,
): { pictures: Picture[]; sounds: Pick<Sound, 'paused' | 'participantId' | 'main'>[] } {
  const { camera, screen, microphone } = state.sources;
  const { state: clip } = useClip();
  const received = useStage();
  const clipStream = clip.kind === 'open' ? clip.stream : null;
  return useMemo(() => {
    const shown = (capture: CaptureState): boolean => capture.on && (!sending || capture.onStage);
    const others = received.pictures.filter(({ onAir }) => onAir);
    const replaced = state.place === 'standby';
    const own = replaced
      ? []
      : [
          ...ownPicture('clip', clipStream, true),
          ...(shown(screen) ? ownPicture('screen', screen.stream, true) : []),
          ...(shown(camera) ? ownPicture('camera', camera.stream, true) : []),
        ];
    // Of one place, the own picture is the newest: the other device's is about to leave.
    const free = others.filter(({ place }) => !own.some((mine) => mine.place === place));
    const heard = received.sounds.filter(({ onAir }) => onAir);
    return {
      pictures: [...own, ...free],
      sounds: [
        ...(shown(microphone) && !replaced ? [{ paused: false, participantId: 'own', main: true }] : []),
        ...heard,
      ],
    };
  }, [camera, screen, microphone, clipStream, received, sending, state.place]);
}

/** What the rooms see, exactly: the same layout from the same sources. Before class it is the preview. */
export function Monitor({ resume, actions }: { resume: boolean; actions: ConsoleActions }): ReactElement {
  const { t } = useTranslation();
  const { lesson, phase, stage, me } = useClassroom();
  const connection = useConnection();
  const { state } = useSender();
  const sending = phase === 'live' && !resume;
  const { pictures, sounds } = useMonitored(state, sending);
  const { receiver } = useClassSession();
  const showAt = useCallback(
    (participantId: string, source: PictureSource, width: number, height: number) =>
      receiver?.showAt(participantId, source, width, height),
    [receiver],
  );
  const otherIsLive = stage.tracks.some(
    ({ role, participantId }) => isMain(role) && participantId !== me?.sessionId,
  );
  const down = isDown(connection);
  const seen = sending && !down;
  const caption = {
    waiting: t('lecturer.preview'),
    live: seen || otherIsLive ? t('lecturer.monitor') : t('lecturer.notSending'),
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
              layout={stage.layout}
              guests={stage.guests}
              onShownAt={showAt}
              dimmed={(resume && !otherIsLive) || down}
              empty={
                <StageStill sentence={sending ? t('stage.lecturerNoPicture') : t('lecturer.nothingOn')} />
              }
            />
          )}
          {resume && otherIsLive ? <OtherIsLive /> : null}
          {resume && !otherIsLive ? (
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
