import { useCallback, useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useSender } from '../../hooks/use-sender.ts';
import { useSound } from '../../hooks/use-sound.ts';
import { useWakeLock } from '../../hooks/use-wake-lock.ts';
import { ClassGate } from '../common/class-gate.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { usePageTheme } from '../common/page-theme.ts';
import { useCuePresenter } from '../cues/use-cue-presenter.ts';
import { useCueRun } from '../cues/use-cue-run.ts';
import { AnnouncementCards } from '../messages/announcement-cards.tsx';
import { ChangeNotice } from '../schedule/change-notice.tsx';
import { ConsoleTop } from './console-top.tsx';
import { EndDialog, KeySheet } from './dialogs.tsx';
import { LiveControl } from './live-control.tsx';
import { Monitor } from './monitor.tsx';
import { GuestStrip } from './stage/guest-strip.tsx';
import { DirectorError } from './stage/director-error.tsx';
import { LayoutBar } from './stage/layout-bar.tsx';
import { StandbyControl } from './stage/standby-control.tsx';
import { SourceBar } from './source-bar.tsx';
import { useConsoleActions } from './use-console-actions.ts';
import { SidePanel } from './side-panel.tsx';
import type { SideTab } from './side-tabs.ts';
import { useConsoleKeys } from './use-console-keys.ts';
import { useDirecting } from './use-directing.ts';
import '../../i18n/in-class.ts';
import '../../i18n/lecturer.ts';
import './lecturer.css';

/**
 * The lecturer's console: one person teaches 221 rooms with it, at 1366x768. The organiser who assists has the same one.
 * @param back the organiser's way back to the desk
 */
export function LecturerPage({ back = null }: { back?: ReactElement | null }): ReactElement {
  const { t } = useTranslation();
  usePageTheme('dark', t('lecturer.title'));
  return (
    <ClassGate theme="dark">
      <LecturerConsole back={back} />
    </ClassGate>
  );
}

/** Guests are heard from the first touch of the page on: browsers want one before they play sound. */
function useSoundByTouch(): void {
  const { state, sound } = useSound();
  const locked = state.kind === 'locked';
  useEffect(() => {
    if (!locked) return undefined;
    const touched = (): void => void sound.unlock();
    addEventListener('pointerdown', touched, { once: true });
    return () => removeEventListener('pointerdown', touched);
  }, [locked, sound]);
}

type OpenDialog = 'none' | 'end' | 'keys';

/** Which panel is open, and which were. Questions come first: they wait for the lecturer only. */
function useTab(): { tab: SideTab; opened: ReadonlySet<SideTab>; show: (tab: SideTab) => void } {
  const [tab, setTab] = useState<SideTab>('questions');
  const [opened, setOpened] = useState<ReadonlySet<SideTab>>(new Set<SideTab>(['questions']));
  const show = useCallback((next: SideTab) => {
    setTab(next);
    setOpened((before) => (before.has(next) ? before : new Set([...before, next])));
  }, []);
  return { tab, opened, show };
}

function LecturerConsole({ back }: { back: ReactElement | null }): ReactElement {
  const { t } = useTranslation();
  const { phase } = useClassroom();
  const { state, sender } = useSender();
  const [dialog, setDialog] = useState<OpenDialog>('none');
  const actions = useConsoleActions(() => setDialog('end'));
  const { tab, opened, show } = useTab();
  const cues = useCueRun();
  const presenter = useCuePresenter();
  const help = useCallback(() => setDialog('keys'), []);
  const { directing, director } = useDirecting({ cues, show, help });
  useConsoleKeys(actions, directing, dialog !== 'none' || cues.asked !== null);
  useWakeLock(true);
  useSoundByTouch();
  const { role } = useClassSession();
  // The assisting organiser looks on; nothing of theirs is missing on the screens.
  const looksOn = role === 'organiser' && state.place === 'none';
  const resume =
    phase === 'live' && !looksOn && (state.phase.kind === 'idle' || state.phase.kind === 'failed');
  return (
    <div className="page console" data-theme="dark">
      <ConsoleTop onKeys={help} back={back} />
      <ChangeNotice />
      <AnnouncementCards />
      {presenter.problem === null ? null : (
        <div className="console__problem" role="alert">
          {t(presenter.problem.code === 'not_found' ? 'cues.clipGone' : 'inClass.clipProblem')}{' '}
          {presenter.problem.code === 'not_found' ? null : <ErrorText error={presenter.problem} />}
          <button type="button" className="button button--plain" onClick={presenter.clear}>
            {t('common.close')}
          </button>
        </div>
      )}
      <main className="console__body">
        <section className="console__left">
          <Monitor resume={resume} actions={actions} />
          <GuestStrip />
          <DirectorError error={director.error} />
          <LayoutBar keys={dialog === 'none'} />
          <div className="console__controls">
            <SourceBar actions={actions} />
            <LiveControl resume={resume} actions={actions} />
          </div>
          <StandbyControl />
        </section>
        <SidePanel tab={tab} opened={opened} onTab={show} cues={cues} />
      </main>
      {dialog === 'end' ? <EndDialog onClose={() => setDialog('none')} onEnd={() => sender.end()} /> : null}
      {dialog === 'keys' ? <KeySheet onClose={() => setDialog('none')} /> : null}
    </div>
  );
}
