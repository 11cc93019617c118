import { useCallback, useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useConnection } from '../../hooks/use-connection.ts';
import '../../i18n/patrol-findings.ts';
import '../../i18n/port.ts';
import '../../i18n/screen.ts';
import '../../i18n/wall.ts';
import { ClassGate } from '../common/class-gate.tsx';
import { isDown } from '../common/line.ts';
import { Loading } from '../common/loading.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { Notice } from '../common/notice.tsx';
import { usePageTheme } from '../common/page-theme.ts';
import { ExamLine, ExamOnWall } from '../quiz-class/wall-exam.tsx';
import { ChangeNotice } from '../schedule/change-notice.tsx';
import { EntryNotes } from './entry-notes.tsx';
import { FindingDialog } from './finding-dialog.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { LessonAside } from './lesson-aside.tsx';
import { LivePane } from './live-pane.tsx';
import { RoundNote } from './round-note.tsx';
import { useNextRoom, usePressed } from './use-next-room.ts';
import { useWall, type ShownWall } from './use-wall.ts';
import { useWallActions, type WallActions } from './use-wall-actions.ts';
import type { WallStart } from './wall-start.ts';
import { WallFilter } from './wall-filter.tsx';
import { WallGrid } from './wall-grid.tsx';
import { WallTop } from './wall-top.tsx';
import './wall.css';

export interface WallPageProps {
  back?: ReactNode;
  start?: WallStart;
}

/** The inspectors' wall: every room at once, one of them live, and the round. */
export function WallPage(props: WallPageProps): ReactElement {
  const { t } = useTranslation();
  usePageTheme('dark', t('wall.title'));
  return (
    <ClassGate theme="dark">
      <ExamOnWall>
        <WallClass {...props} />
      </ExamOnWall>
    </ClassGate>
  );
}

function WallClass({ back, start = {} }: WallPageProps): ReactElement {
  const shown = useWall();
  const [isLessonOpen, setLessonOpen] = useState(start.isLessonOpen ?? false);
  const search = useRef<HTMLInputElement>(null);
  const focusSearch = useCallback(() => search.current?.focus(), []);
  const page = useWallActions(shown, { start, focusSearch });
  const { filing } = page.filing;
  useQuietStage(page.place.watched !== null);
  const { wall, state, order, view } = shown;
  const watchedTile = page.place.watched === null ? undefined : state.tiles?.get(page.place.watched);
  const { pressed, press } = usePressed();
  useNextRoom(state.tiles?.get(pressed ?? page.tour.warming ?? '') ?? null);
  return (
    <div className="page wall" data-theme="dark">
      <WallTop
        view={view}
        isLessonOpen={isLessonOpen}
        onLesson={() => setLessonOpen(!isLessonOpen)}
        onHelp={() => page.setHelp(true)}
        back={back}
      />
      <LineBar />
      <ExamLine />
      <ChangeNotice />
      <main className="wall__body" data-live={watchedTile === undefined ? undefined : ''}>
        {wall === null || watchedTile === undefined ? null : (
          <LivePane
            wall={wall}
            tile={watchedTile}
            tour={page.tour}
            roundSince={view?.round?.startedAt ?? null}
            actions={page.live}
            onVideo={page.filing.onVideo}
          />
        )}
        <div className="wall__side">
          {state.tiles === null || state.tiles.size === 0 ? null : (
            <WallFilter
              tiles={state.tiles}
              shown={order.length}
              choice={shown.choice}
              onChoose={shown.choose}
              density={shown.density}
              onDensity={shown.setDensity}
              onTour={page.toggleTour}
              search={search}
            />
          )}
          <Tiles shown={shown} page={page} onPress={press} />
        </div>
        {isLessonOpen ? <LessonAside onClose={() => setLessonOpen(false)} /> : null}
      </main>
      <EntryNotes entries={shown.entries} outbox={shown.outbox}>
        <RoundNote view={view} />
      </EntryNotes>
      {filing === null ? null : (
        <FindingDialog
          key={filing.tileId}
          name={state.tiles?.get(filing.tileId)?.name ?? ''}
          picture={filing.picture}
          onFile={page.filing.file}
          onClose={page.filing.stop}
        />
      )}
      {page.isHelp ? <KeysDialog onClose={() => page.setHelp(false)} /> : null}
    </div>
  );
}

function Tiles(props: {
  shown: ShownWall;
  page: WallActions;
  onPress: (tileId: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { shown, page } = props;
  const { wall, state, order, density, view } = shown;
  if (state.error !== null && state.tiles === null) {
    return (
      <Notice
        urgent
        title={t('wall.failed')}
        actions={
          <button type="button" className="button button--primary" onClick={() => wall?.reload()}>
            {t('common.retry')}
          </button>
        }
      >
        <ErrorText error={state.error} />
      </Notice>
    );
  }
  if (wall === null || state.tiles === null) return <Loading theme="dark" />;
  if (state.tiles.size === 0) {
    return (
      <Notice title={t('wall.empty')}>
        <p className="quiet">{t('wall.emptyText')}</p>
      </Notice>
    );
  }
  return (
    <>
      {order.length === 0 ? <p className="wall__none quiet">{t('wall.noMatch')}</p> : null}
      <WallGrid
        wall={wall}
        order={order}
        density={density}
        active={page.place.active}
        watched={page.place.watched}
        wish={page.place.wish}
        roundSince={view?.round?.startedAt ?? null}
        onPress={props.onPress}
        onOpen={page.place.open}
        onActive={page.place.setActive}
        onLayout={page.setLayout}
      />
    </>
  );
}

/** While the line is down: what stands still, and that nothing said is lost. */
function LineBar(): ReactElement | null {
  const { t } = useTranslation();
  const connection = useConnection();
  if (!isDown(connection)) return null;
  return (
    <p className="wall__line" role="status">
      {connection.kind === 'stopping' ? t('connection.stopping') : t('wall.offlineBar')}
    </p>
  );
}

/** The stage is turned down while a room is listened to. */
function useQuietStage(isQuiet: boolean): void {
  const { sound } = useClassSession();
  useEffect(() => {
    if (!isQuiet) return undefined;
    sound.duck(true);
    return () => sound.duck(false);
  }, [sound, isQuiet]);
}
