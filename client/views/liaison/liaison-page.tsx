import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useConnection } from '../../hooks/use-connection.ts';
import { ClassGate } from '../common/class-gate.tsx';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import { isDown } from '../common/line.ts';
import { usePageTheme } from '../common/page-theme.ts';
import { Topline } from '../common/topline.tsx';
import { HandButton } from '../hands/hand-button.tsx';
import { ChangeNotice } from '../schedule/change-notice.tsx';
import { LiaisonHead, LessonNow } from './head.tsx';
import { Section, sectionPlace } from './section.tsx';
import { sections } from './sections.ts';
import '../../i18n/liaison.ts';
import './liaison.css';

// Neither is part of the first load; a poll is loaded with the first one that opens.
const AnnouncementCards = lazyView(
  async () => (await import('../messages/announcement-cards.tsx')).AnnouncementCards,
);
const FindingsBanner = lazyView(async () => (await import('./findings-badge.tsx')).FindingsBanner);
const RoomQuizBanner = lazyView(async () => (await import('../quiz-class/room-banner.tsx')).RoomQuizBanner);
const RoomAttendance = lazyView(
  async () => (await import('../attendance/room/room-attendance.tsx')).RoomAttendance,
);
const PollRoomCounts = lazyView(async () => (await import('../polls/room-counts.tsx')).PollRoomCounts);

/** Whoever asked for the picture has it before the eyes. */
const stageFirst = [
  ...sections.filter(({ id }) => id === 'stage'),
  ...sections.filter(({ id }) => id !== 'stage'),
];

/** A liaison's phone: whose room it is and how its screen is, then the day in order. */
export function LiaisonPage(): ReactElement {
  const { t } = useTranslation();
  usePageTheme('light', t('liaison.title'));
  return (
    <ClassGate theme="light">
      <LiaisonDay />
    </ClassGate>
  );
}

function LiaisonDay(): ReactElement {
  const { receiver } = useClassSession();
  const { poll } = useClassroom();
  return (
    <div className="page" data-theme="light">
      <Topline />
      <main className="liaison">
        <LiaisonHead />
        <LineNotice />
        <ChangeNotice />
        <Pending fallback={null}>
          <AnnouncementCards />
          <FindingsBanner sectionId={sectionPlace('patrol')} />
          <RoomQuizBanner sectionId={sectionPlace('quiz')} />
        </Pending>
        <LessonNow />
        <Pending fallback={null}>
          <RoomAttendance />
        </Pending>
        {poll === null ? null : (
          <Pending fallback={null}>
            <PollRoomCounts />
          </Pending>
        )}
        <HandButton />
        {(receiver === null ? sections : stageFirst).map(({ id, Content, open, unread }) => (
          <Section
            key={id}
            id={id}
            open={open || (id === 'stage' && receiver !== null)}
            {...(unread === undefined ? {} : { unread })}
          >
            <Content />
          </Section>
        ))}
      </main>
    </div>
  );
}

function LineNotice(): ReactElement | null {
  const { t } = useTranslation();
  const connection = useConnection();
  if (!isDown(connection)) return null;
  return (
    <p className="liaison__line" role="status">
      {connection.kind === 'stopping' ? t('connection.stopping') : t('state.offlineText')}
    </p>
  );
}
