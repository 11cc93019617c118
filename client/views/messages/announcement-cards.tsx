import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Announcement } from '../../../src/contract/messages.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { whenWords } from '../common/when-words.ts';
import { announcementTitle } from './announcement-title.ts';
import { useAnnouncements } from './use-announcements.ts';
import '../../i18n/messages.ts';
import './messages.css';

/** Announcements on phones, ports and consoles, until somebody says that they were read. Nothing while there are none. */
export function AnnouncementCards(): ReactElement | null {
  const { classroom, role } = useClassSession();
  const { me } = useClassroom();
  const { current, seen, dismiss } = useAnnouncements();
  // A lecturer has the own ones in the panel where they were written.
  const isOwn = ({ author }: Announcement): boolean =>
    role === 'lecturer' && author.role === role && author.name === me?.name;
  const toRead = current.filter((one) => !isOwn(one));
  if (toRead.length === 0) return null;
  const now = classroom.serverNow();
  return (
    <div className="announcements">
      {toRead.map((announcement) => (
        <AnnouncementCard
          key={announcement.id}
          announcement={announcement}
          now={now}
          onRead={() => {
            seen(announcement.id);
            dismiss(announcement.id);
          }}
        />
      ))}
    </div>
  );
}

export function AnnouncementCard(props: {
  announcement: Announcement;
  now: number;
  onRead: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { announcement, now, onRead } = props;
  const { text, author, at } = announcement;
  return (
    <section className="announcement-card" role="status">
      <div>
        <h2>{announcementTitle(t, announcement)}</h2>
        <p className="announcement-card__text">
          <bdi>{text}</bdi>
        </p>
        <p className="quiet">
          <bdi>{t('messages.announcedBy', { name: author.name, time: whenWords(at, now) })}</bdi>
        </p>
      </div>
      <button type="button" className="button button--primary" onClick={onRead}>
        {t('messages.gotIt')}
      </button>
    </section>
  );
}
