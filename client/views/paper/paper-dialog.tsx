import { useCallback, useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useHeld } from '../../hooks/use-held.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { State } from '../../session/observable.ts';
import { closeQuiz, quizBegun } from '../../session/paper-address.ts';
import { ownPapers, PaperVisit, type VisitState } from '../../session/paper-visit.ts';
import { ErrorText } from '../common/error-text.tsx';
import { Notice } from '../common/notice.tsx';
import { PaperStart } from './paper-start.tsx';
import { PaperView } from './paper-view.tsx';
import '../../i18n/paper.ts';
import './paper.css';

const nothing = new State<VisitState>({ kind: 'opening', unreachable: false });

/** Somebody's own paper of a quiz, over the whole page until it is closed. */
export function PaperDialog(props: { courseId: string; quizId: string; begin: boolean }): ReactElement {
  const { api, classroom, notices, sessionId } = useClassSession();
  const { courseId, quizId } = props;
  // The address changes once it has begun; the visit stays.
  const [begin] = useState(props.begin);
  const make = useCallback(
    () =>
      new PaperVisit(
        { quizId, begin },
        ownPapers(api, { courseId, quizId, sessionId, now: () => classroom.serverNow() }),
      ),
    [api, classroom, sessionId, courseId, quizId, begin],
  );
  const visit = useHeld(make);
  const state = useObservable(visit?.state ?? nothing);
  const isOpen = state.kind === 'paper';
  useEffect(() => {
    if (isOpen) quizBegun(quizId);
  }, [isOpen, quizId]);
  useNews(['quiz.changed', 'score.changed', 'attendance.signedIn'], () => visit?.refresh());
  useEffect(
    () =>
      notices.on((notice) => {
        if (notice.name === 'paper.changed') visit?.changed(notice.data);
      }),
    [notices, visit],
  );
  return (
    <PaperSheet>
      <Shown state={state} onBegin={() => visit?.begin()} />
    </PaperSheet>
  );
}

function Shown({ state, onBegin }: { state: VisitState; onBegin: () => void }): ReactElement {
  const { t } = useTranslation();
  switch (state.kind) {
    case 'opening':
      return (
        <WithBack>
          <div role="status" aria-busy="true">
            <Notice title={t('paper.opening')}>
              {state.unreachable ? <p>{t('paper.unreachable')}</p> : null}
            </Notice>
          </div>
        </WithBack>
      );
    case 'refused':
      return (
        <WithBack>
          <Notice title={t('paper.refused')} urgent>
            {state.error.code === 'not_found' ? <p>{t('paper.gone')}</p> : <ErrorText error={state.error} />}
          </Notice>
        </WithBack>
      );
    case 'start':
      return (
        <WithBack>
          <PaperStart {...state} onBegin={onBegin} />
        </WithBack>
      );
    case 'paper':
      return <PaperView {...state} onAgain={onBegin} onClose={closeQuiz} />;
  }
}

function WithBack({ children }: { children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="paper__column">
      <button type="button" className="button button--plain paper__back" onClick={closeQuiz}>
        {t('paper.back')}
      </button>
      {children}
    </div>
  );
}

/** A sheet over the whole page: what is below it cannot be reached meanwhile, and Escape leads back to it. */
export function PaperSheet({
  children,
  onClose = closeQuiz,
}: {
  children: ReactNode;
  onClose?: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="paper"
      tabIndex={-1}
      data-theme="light"
      aria-label={t('paper.title')}
      onCancel={(event) => {
        // A question within this sheet closes by itself.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
    >
      {children}
    </dialog>
  );
}
