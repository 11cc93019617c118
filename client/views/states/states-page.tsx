import { useEffect, useState, type ComponentType, type ReactElement } from 'react';
import { ClassSessionValue } from '../../hooks/class-session.tsx';
import { setUpLanguage } from '../../i18n/index.ts';
import type { Role } from '../../../src/contract/roles.ts';
import { ErrorBoundary } from '../common/error-boundary.tsx';
import { Loading } from '../common/loading.tsx';
import { usePageTheme } from '../common/page-theme.ts';
import { StoryPageView } from './story-pages.tsx';
import { StoryTab } from './story-tab.ts';
import { storySession, type Story } from './story-session.ts';
import { stories, type StoryEntry } from './stories.ts';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import './states.css';

const pages: Record<Role, ComponentType<{ story: Story }>> = {
  organiser: lazyView(async () => (await import('./story-desk.tsx')).StoryDesk),
  lecturer: lazyView(async () => (await import('./story-console.tsx')).StoryConsole),
  inspector: lazyView(async () => (await import('./story-wall-page.tsx')).StoryWallPage),
  liaison: lazyView(async () => (await import('../liaison/liaison-page.tsx')).LiaisonPage),
  screen: lazyView(async () => (await import('../screen/screen-page.tsx')).ScreenPage),
  port: lazyView(async () => (await import('../port/port-page.tsx')).PortPage),
  trainee: lazyView(async () => (await import('../role/trainee-page.tsx')).TraineePage),
};

const StoryQuestionsPart = lazyView(async () => (await import('./story-questions.tsx')).StoryQuestionsPart);
const StoryPollsPart = lazyView(async () => (await import('./story-polls.tsx')).StoryPollsPart);
const StoryPaperPart = lazyView(async () => (await import('./story-paper.tsx')).StoryPaperPart);
const StoryMessagesPart = lazyView(async () => (await import('./story-messages.tsx')).StoryMessagesPart);

const StoryAftercarePart = lazyView(
  async () => (await import('./story-aftercare-part.tsx')).StoryAftercarePart,
);
const StoryAttendancePart = lazyView(
  async () => (await import('./story-attendance.tsx')).StoryAttendancePart,
);

/**
 * `/dev/states`: the list of all stories; `/dev/states?story=screen.live`: one of them on the whole page. It follows the address
 * without being loaded anew, and the document says in `data-story` which search is shown.
 */
export function StatesPage(): ReactElement {
  const search = useShownSearch();
  const asked = new URLSearchParams(search).get('story');
  const entry = stories.find((one) => one.id === asked);
  return entry === undefined ? <StoryList /> : <StoryView key={search} entry={entry} />;
}

/** The address's search, once its language is there. */
function useShownSearch(): string {
  const [shown, setShown] = useState(location.search);
  useEffect(() => {
    const follow = (): void => {
      const { search } = location;
      void setUpLanguage(search).then(() => setShown(search));
    };
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, []);
  useEffect(() => {
    document.documentElement.dataset['story'] = shown;
  }, [shown]);
  return shown;
}

function StoryView({ entry }: { entry: StoryEntry }): ReactElement {
  const [session] = useState(() => ('story' in entry ? storySession(entry.story) : null));
  if (!('story' in entry)) return <StoryPageView page={entry.page} />;
  const { role, messages, questions, polls, attendance, aftercare } = entry.story;
  const { whole = false, inClass = false, tab } = entry.story;
  const Whole = questions === undefined ? pages[role] : StoryQuestionsPart;
  const WithPolls = polls === undefined ? Whole : StoryPollsPart;
  const Part = messages === undefined ? WithPolls : StoryMessagesPart;
  const WithAftercare = aftercare === undefined ? Part : StoryAftercarePart;
  const isRollCall = attendance === 'rollCall' || attendance === 'signedOff';
  const WithPaper = entry.story.paper === undefined ? WithAftercare : StoryPaperPart;
  const WithRollCall = isRollCall ? StoryAttendancePart : WithPaper;
  const Page = inClass ? pages.lecturer : whole ? pages[role] : WithRollCall;
  return (
    <ErrorBoundary>
      <ClassSessionValue value={session}>
        <Pending fallback={<Loading theme="light" />}>
          <Page story={entry.story} />
          {tab === undefined ? null : <StoryTab place={tab} />}
        </Pending>
      </ClassSessionValue>
    </ErrorBoundary>
  );
}

const widths = [390, 1366, 1920];

/** Developers only, so its few words are not translated. */
function StoryList(): ReactElement {
  usePageTheme('light', 'States');
  const [shown, setShown] = useState(stories[0]?.id ?? '');
  const [width, setWidth] = useState(1366);
  const [language, setLanguage] = useState('zh-CN');
  const address = `/dev/states?story=${shown}&lang=${language}`;
  return (
    <div className="states">
      <nav className="states__list">
        <h1>States ({stories.length})</h1>
        <p>
          {widths.map((one) => (
            <button key={one} type="button" aria-pressed={one === width} onClick={() => setWidth(one)}>
              {one}
            </button>
          ))}
          {['zh-CN', 'en'].map((one) => (
            <button key={one} type="button" aria-pressed={one === language} onClick={() => setLanguage(one)}>
              {one}
            </button>
          ))}
          <a href={address}>alone</a>
        </p>
        <ul>
          {stories.map(({ id }) => (
            <li key={id}>
              <button type="button" aria-pressed={id === shown} onClick={() => setShown(id)}>
                {id}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <main className="states__frame">
        <iframe
          key={address}
          title={shown}
          src={address}
          width={width}
          height={width === 390 ? 844 : width * 0.5625}
        />
      </main>
    </div>
  );
}
