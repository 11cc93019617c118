import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenQuiz } from '../../../src/contract/paper.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { unansweredOf } from '../../session/paper-answers.ts';
import type { PaperSitting, SittingState } from '../../session/paper-sitting.ts';
import { HandInDialog, HandingIn, Stopped } from './hand-in.tsx';
import { PaperBar } from './paper-bar.tsx';
import { PaperQuestion } from './paper-question.tsx';
import { PaperResult } from './paper-result.tsx';
import { SheetDialog } from './sheet-dialog.tsx';

export interface PaperViewProps {
  /** Null for a paper that somebody enters for another person. */
  quiz: OpenQuiz | null;
  sitting: PaperSitting;
  onAgain: () => void;
  onClose: () => void;
}

/** A paper from the first question to what came of it. */
export function PaperView({ quiz, sitting, onAgain, onClose }: PaperViewProps): ReactElement {
  const state = useObservable(sitting.state);
  if (state.phase === 'done') {
    return <PaperResult state={state} quiz={quiz} onAgain={onAgain} onClose={onClose} />;
  }
  if (state.saving === 'stopped' && state.error !== null)
    return <Stopped error={state.error} onClose={onClose} />;
  if (state.phase !== 'answering') return <HandingIn state={state} onTakeBack={() => sitting.takeBack()} />;
  return <Answering state={state} sitting={sitting} onClose={onClose} />;
}

type View = 'one' | 'all';

function Answering(props: { state: SittingState; sitting: PaperSitting; onClose: () => void }): ReactElement {
  const { state, sitting, onClose } = props;
  const { items } = state.paper;
  const [view, setView] = useState<View>('one');
  const [at, setAt] = useState(() => Math.max(0, (unansweredOf(state.paper, state.answers)[0] ?? 1) - 1));
  const [asks, setAsks] = useState<'sheet' | 'handIn' | null>(null);
  const go = (index: number): void => {
    setAt(index);
    setAsks(null);
    if (view === 'all') document.getElementById(`question-${index}`)?.scrollIntoView();
    else document.querySelector('.paper')?.scrollTo(0, 0);
  };
  return (
    <>
      <PaperBar
        state={state}
        leftMs={() => sitting.leftMs()}
        view={view}
        onView={(next) => setView(next)}
        onClose={onClose}
      />
      <main className="paper__questions" onPaste={() => sitting.tell('pasted')}>
        {items.map((item, index) =>
          view === 'all' || index === at ? (
            <PaperQuestion
              key={item.itemId}
              item={item}
              index={index}
              total={items.length}
              answer={state.answers[item.itemId] ?? null}
              onAnswer={(answer, typing) => sitting.answer(item.itemId, answer, typing)}
            />
          ) : null,
        )}
      </main>
      <Foot
        view={view}
        at={at}
        total={items.length}
        onGo={go}
        onSheet={() => setAsks('sheet')}
        onHandIn={() => setAsks('handIn')}
      />
      {asks === 'sheet' ? (
        <SheetDialog state={state} at={view === 'one' ? at : null} onGo={go} onClose={() => setAsks(null)} />
      ) : null}
      {asks === 'handIn' ? (
        <HandInDialog state={state} onStay={() => setAsks(null)} onHandIn={() => sitting.handIn()} />
      ) : null}
    </>
  );
}

/** Where the thumb is: back and forward, the overview, and handing in after the last one. */
function Foot(props: {
  view: View;
  at: number;
  total: number;
  onGo: (index: number) => void;
  onSheet: () => void;
  onHandIn: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { view, at, total, onGo, onSheet, onHandIn } = props;
  const isLast = view === 'all' || at === total - 1;
  return (
    <nav className="paper__foot" aria-label={t('paper.sitting.sheet')}>
      {view === 'one' ? (
        <button type="button" className="button" disabled={at === 0} onClick={() => onGo(at - 1)}>
          {t('paper.sitting.previous')}
        </button>
      ) : null}
      <button type="button" className="button" onClick={onSheet}>
        {t('paper.sitting.sheet')}
      </button>
      {isLast ? (
        <button type="button" className="button button--primary" onClick={onHandIn}>
          {t('paper.sitting.handIn')}
        </button>
      ) : (
        <button type="button" className="button button--primary" onClick={() => onGo(at + 1)}>
          {t('paper.sitting.next')}
        </button>
      )}
    </nav>
  );
}
