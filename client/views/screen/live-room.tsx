import { useCallback, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useConnection } from '../../hooks/use-connection.ts';
import { useStage } from '../../hooks/use-stage.ts';
import type { PictureSource, Receiver } from '../../session/types.ts';
import { isDown } from '../common/line.ts';
import { LiveEmpty } from '../common/live-empty.tsx';
import { StageView } from '../common/stage-view.tsx';
import { useElapsed } from '../common/use-elapsed.ts';

/** A shorter pause is nothing to talk about in front of a full room. */
const patienceMs = 3000;

/** The stage on the whole screen. Words come over the picture only when the picture no longer runs. */
export function LiveRoom({ receiver }: { receiver: Receiver | null }): ReactElement {
  const { t } = useTranslation();
  const { lesson, stage } = useClassroom();
  const { phase, pictures, sounds } = useStage();
  const connection = useConnection();
  const showAt = useCallback(
    (participantId: string, source: PictureSource, width: number, height: number) =>
      receiver?.showAt(participantId, source, width, height),
    [receiver],
  );
  const down = isDown(connection);
  const away = stage.lecturer === 'away';
  const recoveringMs = useElapsed(phase.kind === 'recovering' ? phase.since : null);
  const lost = recoveringMs > patienceMs || (phase.kind === 'failed' && phase.retrying);
  return (
    <>
      <StageView
        pictures={pictures}
        sounds={sounds}
        lecturerName={lesson?.lecturerName ?? ''}
        layout={stage.layout}
        guests={stage.guests}
        dimmed={down || away || lost}
        empty={<LiveEmpty />}
        onShownAt={showAt}
      />
      {!down && away && pictures.length > 0 ? (
        <Overlay title={t('stage.lecturerAway')} text={t('stage.lecturerAwayText')} />
      ) : null}
      {!down && !away && lost && (pictures.length > 0 || sounds.length > 0) ? (
        <Overlay title={t('screen.mediaDown')} text={t('screen.mediaDownText')} />
      ) : null}
    </>
  );
}

/** One message in the middle of a dimmed picture. */
export function Overlay(props: {
  title: string;
  text: string;
  children?: ReactElement | null;
}): ReactElement {
  return (
    <section className="overlay" role="status">
      <h1>{props.title}</h1>
      {props.children}
      <p>{props.text}</p>
    </section>
  );
}
