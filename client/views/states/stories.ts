import { storyError, type Story } from './story-session.ts';

/** Pages without a class session have their own name; the others are told by role. */
export type IdentityStory = 'firstAccount' | 'newAccount' | 'identify' | 'account' | 'ownSession';

export type StoryPage =
  IdentityStory | 'welcome' | 'welcomeAgain' | 'linkFailed' | 'unknownAddress' | 'loading' | 'broken';

export type StoryEntry = { id: string } & ({ page: StoryPage } | { story: Story });

/** By this machine's clock, as a session's connection tells it. */
const aWhileAgo = Date.now() - 83_000;
const reconnecting = { kind: 'reconnecting', since: aWhileAgo, attempt: 6 } as const;
const stopping = { kind: 'stopping', since: aWhileAgo, attempt: 1 } as const;

/** The states that every page with a class has. */
function common(role: Story['role']): StoryEntry[] {
  return [
    {
      id: `${role}.loading`,
      story: { role, connection: { kind: 'connecting' }, entry: { kind: 'joining' } },
    },
    { id: `${role}.offline`, story: { role, connection: reconnecting, entry: { kind: 'joining' } } },
    { id: `${role}.waiting`, story: { role, phase: 'waiting', show: [] } },
    { id: `${role}.live`, story: { role } },
    { id: `${role}.reconnecting`, story: { role, connection: reconnecting, quality: 'offline' } },
    { id: `${role}.restarting`, story: { role, connection: stopping, quality: 'offline' } },
    { id: `${role}.ended`, story: { role, phase: 'ended', show: [] } },
    { id: `${role}.replaced`, story: { role, connection: { kind: 'replaced' } } },
    { id: `${role}.revoked`, story: { role, connection: { kind: 'revoked' } } },
    {
      id: `${role}.forbidden`,
      story: { role, connection: { kind: 'failed', error: storyError('forbidden') } },
    },
    {
      id: `${role}.noLesson`,
      story: { role, entry: { kind: 'refused', error: storyError('no_lesson') } },
    },
  ];
}

/** The states of a stage that somebody watches. */
function watching(role: Story['role']): StoryEntry[] {
  return [
    { id: `${role}.slides`, story: { role, show: ['camera', 'screen', 'microphone'] } },
    { id: `${role}.soundOnly`, story: { role, show: ['microphone'] } },
    { id: `${role}.noPicture`, story: { role, show: [] } },
    { id: `${role}.noLecturer`, story: { role, show: [], lecturer: 'absent' } },
    { id: `${role}.lecturerAway`, story: { role, lecturer: 'away' } },
    { id: `${role}.lecturerAwayNoPicture`, story: { role, show: [], lecturer: 'away' } },
    { id: `${role}.weakLine`, story: { role, quality: 'weak' } },
    { id: `${role}.soundLocked`, story: { role, sound: { kind: 'locked' } } },
    {
      id: `${role}.mediaRecovering`,
      story: { role, media: { kind: 'recovering', since: aWhileAgo } },
    },
    {
      id: `${role}.mediaFull`,
      story: { role, show: [], media: { kind: 'failed', error: storyError('media_full'), retrying: true } },
    },
  ];
}

/** Every state of every page. The screenshot test walks this list. */
export const stories: readonly StoryEntry[] = [
  { id: 'welcome', page: 'welcome' },
  { id: 'welcome.again', page: 'welcomeAgain' },
  { id: 'link.failed', page: 'linkFailed' },
  { id: 'address.unknown', page: 'unknownAddress' },
  { id: 'identity.firstAccount', page: 'firstAccount' },
  { id: 'identity.newAccount', page: 'newAccount' },
  { id: 'identity.identify', page: 'identify' },
  { id: 'identity.account', page: 'account' },
  { id: 'identity.ownSession', page: 'ownSession' },
  { id: 'page.loading', page: 'loading' },
  { id: 'page.broken', page: 'broken' },
  ...common('lecturer'),
  {
    id: 'lecturer.slides',
    story: { role: 'lecturer', show: ['camera', 'screen', 'microphone'], upstream: 'uplinkShort' },
  },
  { id: 'lecturer.preview', story: { role: 'lecturer', phase: 'waiting', arrived: 160 } },
  { id: 'lecturer.resume', story: { role: 'lecturer', notSending: true } },
  {
    id: 'lecturer.noDevice',
    story: {
      role: 'lecturer',
      phase: 'waiting',
      arrived: 0,
      show: [],
      capture: { camera: { problem: 'denied' }, microphone: { problem: 'missing' } },
    },
  },
  ...common('screen'),
  ...watching('screen'),
  { id: 'screen.timetableChanged', story: { role: 'screen', timetableChanged: true } },
  {
    id: 'screen.notStarted',
    story: { role: 'screen', phase: 'waiting', show: [], sound: { kind: 'locked' } },
  },
  ...common('port'),
  ...watching('port'),
  {
    id: 'port.timetableChanged',
    story: { role: 'port', phase: 'waiting', show: [], timetableChanged: true },
  },
  ...common('inspector').filter(({ id }) => /waiting|live|reconnecting|ended/.test(id)),
  ...common('liaison').filter(({ id }) => /waiting|live|reconnecting|ended/.test(id)),
  ...common('trainee'),
  { id: 'trainee.timetableChanged', story: { role: 'trainee', phase: 'waiting', timetableChanged: true } },
  ...common('organiser').filter(({ id }) => !/offline|noLesson|loading/.test(id)),
  { id: 'organiser.empty', story: { role: 'organiser', courses: 'none' } },
  { id: 'organiser.failed', story: { role: 'organiser', courses: 'failing' } },
];
