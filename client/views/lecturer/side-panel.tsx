import { useId, useRef, type KeyboardEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import '../../i18n/in-class.ts';
import { CueSheet } from '../cues/cue-sheet.tsx';
import type { CueRun } from '../cues/use-cue-run.ts';
import { StaffLinePanel } from '../messages/staff-line-panel.tsx';
import { PollPanel } from '../polls/poll-panel.tsx';
import { QuestionList } from '../questions/question-list.tsx';
import { QuizPanel } from '../quiz-class/quiz-panel.tsx';
import { BranchPanel } from './branch-panel.tsx';
import { sideKeys, sideTabs, type SideTab } from './side-tabs.ts';
import { AnnounceControl } from './stage/announce-control.tsx';
import { HandQueue } from './stage/hand-queue.tsx';
import { useSideCounts, type SideCounts } from './use-side-counts.ts';
import './side-panel.css';

export interface SidePanelProps {
  tab: SideTab;
  /** Those that were open once stay as they are: what is being written must not be lost by a look elsewhere. */
  opened: ReadonlySet<SideTab>;
  onTab: (tab: SideTab) => void;
  cues: CueRun;
}

/** The right third of the console: one panel at a time, and what waits in the others as a number. */
export function SidePanel({ tab, opened, onTab, cues }: SidePanelProps): ReactElement {
  const { t } = useTranslation();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const counts = useSideCounts(cues);
  const moveTo = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const place = (sideTabs.indexOf(tab) + step + sideTabs.length) % sideTabs.length;
    const next = sideTabs[place];
    if (next === undefined) return;
    onTab(next);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[place]?.focus();
  };
  return (
    <aside className="side" aria-label={t('inClass.tabs')}>
      <div className="side__tabs" role="tablist" ref={list} onKeyDown={moveTo} aria-label={t('inClass.tabs')}>
        {sideTabs.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`${id}-${one}`}
            className="side__tab"
            aria-selected={one === tab}
            aria-controls={opened.has(one) ? `${id}-${one}-panel` : undefined}
            aria-keyshortcuts={sideKeys[one]}
            tabIndex={one === tab ? 0 : -1}
            onClick={() => onTab(one)}
          >
            {t(`inClass.tab.${one}`)}
            <TabCount tab={one} counts={counts} />
          </button>
        ))}
      </div>
      {sideTabs.map((one) =>
        opened.has(one) ? (
          <div
            key={one}
            id={`${id}-${one}-panel`}
            className={`side__panel side__panel--${one}`}
            role="tabpanel"
            aria-labelledby={`${id}-${one}`}
            hidden={one !== tab}
            tabIndex={0}
          >
            <Content tab={one} cues={cues} />
          </div>
        ) : null,
      )}
    </aside>
  );
}

function TabCount({ tab, counts }: { tab: SideTab; counts: SideCounts }): ReactElement | null {
  const { phase } = useClassroom();
  const { text, waits } = counts[tab];
  if (text === null || phase === 'ended') return null;
  return <span className={`figures side__count${waits ? ' side__count--waits' : ''}`}>{text}</span>;
}

function Content({ tab, cues }: { tab: SideTab; cues: CueRun }): ReactElement {
  switch (tab) {
    case 'questions':
      return <QuestionList />;
    case 'hands':
      return <HandQueue />;
    case 'polls':
      return <PollPanel />;
    case 'quiz':
      return <QuizPanel />;
    case 'branches':
      return <BranchPanel />;
    case 'cues':
      return <CueSheet cues={cues} />;
    case 'staff':
      return (
        <>
          <AnnounceControl />
          <StaffLinePanel />
        </>
      );
  }
}
