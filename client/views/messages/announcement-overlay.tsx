import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Announcement } from '../../../src/contract/messages.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { whenWords } from '../common/when-words.ts';
import { announcementTitle } from './announcement-title.ts';
import { useAnnouncements } from './use-announcements.ts';
import '../../i18n/messages.ts';
import '../screen/screen.css';
import './messages.css';

/** Milliseconds for which a big screen shows an announcement that is not to stay. */
const shownFor = 30_000;

/** The oldest current announcement, over whatever the big screen shows. Nothing while there is none. */
export function AnnouncementOverlay(): ReactElement | null {
  const { classroom } = useClassSession();
  const { current, seen, dismiss } = useAnnouncements();
  const [announcement] = current;
  if (announcement === undefined) return null;
  const { id } = announcement;
  return (
    <AnnouncementOnScreen
      key={id}
      announcement={announcement}
      now={classroom.serverNow()}
      onShown={() => seen(id)}
      onOver={() => dismiss(id)}
    />
  );
}

/** One announcement, to be read from ten metres. */
export function AnnouncementOnScreen(props: {
  announcement: Announcement;
  now: number;
  /** It has been painted on a screen that is not hidden. */
  onShown: () => void;
  /** Its time is over, or somebody in the room has closed it. */
  onOver: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { announcement, now, onShown, onOver } = props;
  const { text, author, at, stays } = announcement;
  const latest = useRef({ onShown, onOver });
  useEffect(() => {
    latest.current = { onShown, onOver };
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    // A hidden page paints nothing: its first frame comes, and the time begins, when it is looked at.
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        latest.current.onShown();
        if (!stays) timer = setTimeout(() => latest.current.onOver(), shownFor);
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [stays]);
  return (
    <section className="announcement-overlay far" data-length={lengthOf(text)} role="status">
      <div className="announcement-overlay__sheet">
        <h2>{announcementTitle(t, announcement)}</h2>
        <p className="announcement-overlay__text">
          <bdi>{text}</bdi>
        </p>
        <div className="announcement-overlay__foot">
          <p className="quiet">
            <bdi>{t('messages.announcedBy', { name: author.name, time: whenWords(at, now) })}</bdi>
          </p>
          {stays ? (
            <button type="button" className="button" onClick={onOver}>
              {t('messages.gotIt')}
            </button>
          ) : null}
        </div>
      </div>
    </section>
  );
}

/** A short announcement is written larger. Latin letters take half the room of Chinese characters. */
function lengthOf(text: string): 'short' | 'medium' | 'long' {
  const narrow = text.match(/[^\u2e80-\uffff]/g)?.length ?? 0;
  const width = text.length - narrow / 2;
  const lines = text.split('\n').length;
  if (width <= 45 && lines <= 3) return 'short';
  return width <= 120 && lines <= 5 ? 'medium' : 'long';
}
