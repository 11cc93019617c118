import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useSender } from '../../hooks/use-sender.ts';
import { useWakeLock } from '../../hooks/use-wake-lock.ts';
import { ClassGate } from '../common/class-gate.tsx';
import { usePageTheme } from '../common/page-theme.ts';
import { ChangeNotice } from '../schedule/change-notice.tsx';
import { BranchPanel } from './branch-panel.tsx';
import { ConsoleTop } from './console-top.tsx';
import { EndDialog, KeySheet } from './dialogs.tsx';
import { LiveControl } from './live-control.tsx';
import { Monitor } from './monitor.tsx';
import { SourceBar } from './source-bar.tsx';
import { useConsoleActions } from './use-console-actions.ts';
import { useConsoleKeys } from './use-console-keys.ts';
import './lecturer.css';

/** The lecturer's console: one person teaches 221 rooms with it, at 1366x768. */
export function LecturerPage(): ReactElement {
  const { t } = useTranslation();
  usePageTheme('dark', t('lecturer.title'));
  return (
    <ClassGate theme="dark">
      <LecturerConsole />
    </ClassGate>
  );
}

type OpenDialog = 'none' | 'end' | 'keys';

function LecturerConsole(): ReactElement {
  const { phase } = useClassroom();
  const { state, sender } = useSender();
  const [dialog, setDialog] = useState<OpenDialog>('none');
  const actions = useConsoleActions(() => setDialog('end'));
  useConsoleKeys(actions, () => setDialog('keys'), dialog !== 'none');
  useWakeLock(true);
  const resume = phase === 'live' && (state.phase.kind === 'idle' || state.phase.kind === 'failed');
  return (
    <div className="page console" data-theme="dark">
      <ConsoleTop onKeys={() => setDialog('keys')} />
      <ChangeNotice />
      <main className="console__body">
        <section className="console__left">
          <Monitor resume={resume} actions={actions} />
          <div className="console__controls">
            <SourceBar actions={actions} />
            <LiveControl resume={resume} actions={actions} />
          </div>
        </section>
        <BranchPanel />
      </main>
      {dialog === 'end' ? <EndDialog onClose={() => setDialog('none')} onEnd={() => sender.end()} /> : null}
      {dialog === 'keys' ? <KeySheet onClose={() => setDialog('none')} /> : null}
    </div>
  );
}
