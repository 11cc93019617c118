import type { ReactElement, ReactNode } from 'react';
import { useClassroom } from '../../hooks/use-classroom.ts';
import '../../i18n/in-class.ts';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import './in-class.css';

// None is part of the first load; a poll and a question are loaded with the first one that is shown.
const AnnouncementCards = lazyView(
  async () => (await import('../messages/announcement-cards.tsx')).AnnouncementCards,
);
const QuizNow = lazyView(async () => (await import('../paper/quiz-now.tsx')).QuizNow);
const ShownNow = lazyView(async () => (await import('./shown-now.tsx')).ShownNow);
const PollCard = lazyView(async () => (await import('../polls/poll-card.tsx')).PollCard);

/**
 * What somebody who learns does now: answers a poll, else reads an announcement, else follows the question that the lecturer
 * answers, else sits a quiz. @param children what there is to see while there is nothing of these
 */
export function WhatNow({ children }: { children: ReactNode }): ReactElement {
  const { poll, shown } = useClassroom();
  const isShown = shown !== null && shown.kind !== 'poll';
  const others = poll === null && !isShown ? children : null;
  return (
    <div className="what-now">
      {poll === null ? null : (
        <Pending fallback={null}>
          <PollCard />
        </Pending>
      )}
      <Pending fallback={null}>
        <AnnouncementCards />
      </Pending>
      {isShown ? (
        <Pending fallback={null}>
          <ShownNow item={shown} large={poll === null} />
        </Pending>
      ) : null}
      <Pending fallback={others}>
        <QuizNow>{others}</QuizNow>
      </Pending>
    </div>
  );
}
