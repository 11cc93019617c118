import { Menu } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteName } from '../../../src/contract/index.ts';
import { useMay } from '../../hooks/use-may.tsx';
import type { DeskChoice, DeskView } from './desk-choice.ts';

/** The rooms of a course, in the order of the navigation. */
export const courseRooms = [
  'today',
  'lessons',
  'cues',
  'schedule',
  'branches',
  'trainees',
  'patrol',
  'attendance',
  'materials',
  'messages',
  'questions',
  'polls',
  'quiz',
  'scores',
  'after',
  'help',
  'readiness',
  'links',
  'audit',
] as const;
type CourseRoom = (typeof courseRooms)[number];

/** The entry under which a room stands. */
function entryOf(view: DeskView): DeskView {
  if (view === 'importBranches') return 'branches';
  return view === 'importTrainees' ? 'trainees' : view;
}

/** Whoever may ask for it sees the page of the whole server. */
export const serverRoute: RouteName = 'GET /api/accounts';

/** The way from one room to another. @param props.rooms those of the course that there are */
export function DeskNavigation(props: {
  choice: DeskChoice;
  onChoose: (choice: DeskChoice) => void;
  rooms: readonly CourseRoom[];
}): ReactElement {
  const { t } = useTranslation();
  const { choice, onChoose, rooms } = props;
  const may = useMay();
  const items = rooms.map((view) => ({ key: view, label: t(`desk.${view}`) }));
  const server = [{ type: 'divider' as const }, { key: 'server', label: t('server.title') }];
  return (
    <nav className="desk__navigation" aria-label={t('desk.navigation')}>
      <Menu
        selectedKeys={[entryOf(choice.view)]}
        items={may(serverRoute) ? [...items, ...server] : items}
        onClick={({ key }) => {
          const view = key === 'server' ? key : rooms.find((one) => one === key);
          if (view !== undefined) onChoose({ ...choice, view });
        }}
      />
    </nav>
  );
}
