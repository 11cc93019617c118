import { useState, type ComponentType, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import '../../i18n/in-class.ts';
import { Icon, type IconName } from '../common/icon.tsx';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import './in-class.css';

// Each comes when it is opened: the first load carries none of them.
const panels = {
  questions: lazyView(async () => (await import('../questions/questions-panel.tsx')).QuestionsPanel),
  group: lazyView(async () => (await import('../messages/group-panel.tsx')).GroupPanel),
  materials: lazyView(async () => (await import('./materials-tab.tsx')).MaterialsTab),
} as const satisfies Record<string, ComponentType>;

const UnreadBadge = lazyView(async () => (await import('../messages/unread-badge.tsx')).UnreadBadge);

type Tab = 'now' | keyof typeof panels;
const tabs = ['now', 'questions', 'group', 'materials'] as const;
const icons: Record<Tab, IconName> = { now: 'play', questions: 'help', group: 'person', materials: 'copy' };

/**
 * The parts of a page of somebody who learns: what is now, questions, the study group, materials.
 * @param bottom the way from one to the other is at the bottom of the screen, where a thumb reaches it
 */
export function LearnerTabs({ now, bottom = false }: { now: ReactNode; bottom?: boolean }): ReactElement {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>('now');
  const [opened, setOpened] = useState<ReadonlySet<Tab>>(new Set<Tab>(['now']));
  const open = (next: Tab): void => {
    setTab(next);
    setOpened(new Set([...opened, next]));
    if (bottom) scrollTo(0, 0);
  };
  const nav = (
    <nav className={`learner-nav${bottom ? ' learner-nav--bottom' : ''}`} aria-label={t('inClass.tabs')}>
      {tabs.map((one) => (
        <button
          key={one}
          type="button"
          className="learner-nav__tab"
          aria-current={one === tab ? 'page' : undefined}
          onClick={() => open(one)}
        >
          <Icon name={icons[one]} />
          <span>{t(`inClass.section.${one}`)}</span>
          <TabMark tab={one} away={tab !== 'now'} />
        </button>
      ))}
    </nav>
  );
  return (
    <>
      {bottom ? null : nav}
      {tab === 'now' ? null : <PollBanner onOpen={() => open('now')} />}
      {tabs.map((one) =>
        opened.has(one) ? (
          <div key={one} className="learner-panel" hidden={one !== tab}>
            {one === 'now' ? now : <Panel tab={one} />}
          </div>
        ) : null,
      )}
      {bottom ? nav : null}
    </>
  );
}

function Panel({ tab }: { tab: keyof typeof panels }): ReactElement {
  const { t } = useTranslation();
  const Content = panels[tab];
  return (
    <section aria-labelledby={`learner-${tab}`}>
      <h2 id={`learner-${tab}`} className="only-spoken">
        {t(`inClass.section.${tab}`)}
      </h2>
      <Pending
        fallback={
          <p className="quiet" aria-busy="true">
            {t('common.loading')}
          </p>
        }
      >
        <Content />
      </Pending>
    </section>
  );
}

/** What waits behind a tab. */
function TabMark({ tab, away }: { tab: Tab; away: boolean }): ReactElement | null {
  const { t } = useTranslation();
  const { own, poll } = useClassroom();
  const answers = own.answersUnseen ?? 0;
  if (tab === 'group') {
    return (
      <Pending fallback={null}>
        <UnreadBadge of="groups" />
      </Pending>
    );
  }
  if (tab === 'questions' && answers > 0) {
    return (
      <span className="unread figures">
        <span aria-hidden="true">{answers > 99 ? '99+' : answers}</span>
        <span className="only-spoken">{t('inClass.newAnswers', { count: answers })}</span>
      </span>
    );
  }
  if (tab === 'now' && away && poll?.state === 'open') {
    return (
      <span className="unread">
        <span aria-hidden="true">!</span>
        <span className="only-spoken">{t('inClass.poll')}</span>
      </span>
    );
  }
  return null;
}

/** A poll that opened while somebody writes elsewhere is one tap away, and takes nothing from their hands. */
function PollBanner({ onOpen }: { onOpen: () => void }): ReactElement | null {
  const { t } = useTranslation();
  const { poll } = useClassroom();
  if (poll?.state !== 'open') return null;
  return (
    <button type="button" className="poll-banner" onClick={onOpen}>
      <span>
        <strong>{t('inClass.poll')}</strong> <bdi>{poll.question}</bdi>
      </span>
      <span className="poll-banner__go">{t('inClass.answerNow')}</span>
    </button>
  );
}
