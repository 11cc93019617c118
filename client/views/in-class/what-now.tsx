import { Suspense, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownItem } from '../../../src/contract/shown.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import '../../i18n/in-class.ts';
import { lazyView } from '../common/lazy-view.ts';
import './in-class.css';

// None is part of the first load; a poll is loaded with the first one that opens.
const AnnouncementCards = lazyView(
  async () => (await import('../messages/announcement-cards.tsx')).AnnouncementCards,
);
const QuizNow = lazyView(async () => (await import('../paper/quiz-now.tsx')).QuizNow);
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
        <Suspense fallback={null}>
          <PollCard />
        </Suspense>
      )}
      <Suspense fallback={null}>
        <AnnouncementCards />
      </Suspense>
      {isShown ? <Shown item={shown} large={poll === null} /> : null}
      <Suspense fallback={others}>
        <QuizNow>{others}</QuizNow>
      </Suspense>
    </div>
  );
}

function Shown(props: { item: Exclude<ShownItem, { kind: 'poll' }>; large: boolean }): ReactElement {
  const { t } = useTranslation();
  const { item, large } = props;
  const isPick = item.kind === 'pick';
  const who = isPick ? item.branchName : [item.askerName, item.branchName].filter(Boolean).join(' · ');
  return (
    <section className={`shown-now card${large ? ' shown-now--large' : ''}`} role="status">
      <p className="quiet">{isPick ? t('inClass.picked') : t('inClass.shownQuestion')}</p>
      <p className="shown-now__text">
        <bdi>{isPick ? item.name : item.text}</bdi>
      </p>
      {who === null || who === '' ? null : <bdi className="quiet">{who}</bdi>}
      {isPick || item.answer === null ? null : (
        <p className="shown-now__answer">
          <bdi>{item.answer}</bdi>
        </p>
      )}
    </section>
  );
}
