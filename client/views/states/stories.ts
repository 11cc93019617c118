import { storyError, type Story } from './story-session.ts';
import { quizClassStories } from './story-quiz-class.ts';
import { stageStories } from './story-stage-list.ts';
import { wholeStories } from './story-whole-list.ts';

/** Pages without a class session have their own name; the others are told by role. */
export type IdentityStory =
  'firstAccount' | 'newAccount' | 'identify' | 'account' | 'recoveryCodes' | 'ownSession';

/** The page behind a scanned code. */
export type ScanStory =
  | 'scanReady'
  | 'scanEarly'
  | 'scanVisit'
  | 'scanVisitEarly'
  | 'scanAsking'
  | 'scanUnsent'
  | 'scanWaiting'
  | 'scanDone'
  | 'scanLate'
  | 'scanOld'
  | 'scanReplayed'
  | 'scanForged'
  | 'scanElsewhere'
  | 'scanDenied';

export type StoryPage =
  | IdentityStory
  | ScanStory
  | 'welcome'
  | 'welcomeAgain'
  | 'linkFailed'
  | 'unknownAddress'
  | 'loading'
  | 'broken';

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
  { id: 'identity.recoveryCodes', page: 'recoveryCodes' },
  { id: 'identity.ownSession', page: 'ownSession' },
  ...(
    [
      'scanReady',
      'scanEarly',
      'scanVisit',
      'scanVisitEarly',
      'scanAsking',
      'scanUnsent',
      'scanWaiting',
      'scanDone',
      'scanLate',
      'scanOld',
      'scanReplayed',
      'scanForged',
      'scanElsewhere',
      'scanDenied',
    ] as const
  ).map((page) => ({ id: `attendance.${page}`, page })),
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
  ...stageStories,
  ...wholeStories,
  ...quizClassStories,
  ...(['card', 'start', 'sitting', 'waiting', 'notReceived', 'result', 'marking'] as const).map((paper) => ({
    id: `paper.${paper}`,
    story: { role: 'trainee' as const, paper },
  })),
  { id: 'paper.port', story: { role: 'port', paper: 'sitting' } },
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
  ...common('liaison'),
  { id: 'liaison.watching', story: { role: 'liaison', watching: true } },
  { id: 'liaison.timetableChanged', story: { role: 'liaison', phase: 'waiting', timetableChanged: true } },
  { id: 'liaison.screenAbsent', story: { role: 'liaison', phase: 'waiting', arrived: 0 } },
  { id: 'liaison.failed', story: { role: 'liaison', courses: 'failing' } },
  ...common('trainee'),
  { id: 'trainee.timetableChanged', story: { role: 'trainee', phase: 'waiting', timetableChanged: true } },
  ...common('organiser').filter(({ id }) => !/offline|noLesson|loading/.test(id)),
  { id: 'organiser.empty', story: { role: 'organiser', courses: 'none', ofServer: true } },
  { id: 'organiser.lessons', story: { role: 'organiser', ofServer: true, desk: 'lessons' } },
  { id: 'organiser.messages', story: { role: 'organiser', desk: 'messages' } },
  { id: 'organiser.server', story: { role: 'organiser', ofServer: true, desk: 'server' } },
  { id: 'organiser.failed', story: { role: 'organiser', courses: 'failing' } },
  { id: 'messages.trainee', story: { role: 'trainee', messages: 'group' } },
  { id: 'messages.liaison', story: { role: 'liaison', messages: 'group' } },
  { id: 'messages.port', story: { role: 'port', messages: 'group' } },
  { id: 'messages.empty', story: { role: 'trainee', messages: 'groupEmpty' } },
  { id: 'messages.noGroup', story: { role: 'trainee', messages: 'groupNone' } },
  { id: 'messages.failed', story: { role: 'trainee', messages: 'groupFailed' } },
  { id: 'messages.staffLiaison', story: { role: 'liaison', messages: 'staff' } },
  { id: 'messages.staffInspector', story: { role: 'inspector', messages: 'staff' } },
  { id: 'announcement.cards', story: { role: 'trainee', messages: 'cards' } },
  { id: 'announcement.lecturer', story: { role: 'lecturer', messages: 'cards' } },
  { id: 'announcement.overlay', story: { role: 'screen', messages: 'overlay' } },
  { id: 'announcement.overlayLong', story: { role: 'screen', messages: 'overlayLong' } },
  { id: 'announcement.overlayStays', story: { role: 'screen', messages: 'overlayStays' } },
  { id: 'questions.panel', story: { role: 'trainee', questions: 'panel' } },
  { id: 'questions.port', story: { role: 'port', questions: 'panel' } },
  { id: 'questions.empty', story: { role: 'trainee', questions: 'panelEmpty' } },
  { id: 'questions.failed', story: { role: 'trainee', questions: 'panelFailed' } },
  { id: 'questions.room', story: { role: 'liaison', questions: 'room' } },
  { id: 'questions.list', story: { role: 'lecturer', questions: 'list' } },
  { id: 'questions.listEmpty', story: { role: 'lecturer', questions: 'listEmpty' } },
  { id: 'questions.overlay', story: { role: 'screen', questions: 'overlay' } },
  { id: 'questions.overlayLong', story: { role: 'screen', questions: 'overlayLong' } },
  { id: 'questions.overlayAnswer', story: { role: 'screen', questions: 'overlayAnswer' } },
  ...(
    ['single', 'multiple', 'trueFalse', 'rating', 'number', 'received', 'closed', 'results', 'words'] as const
  ).map((polls) => ({ id: `polls.${polls}`, story: { role: 'trainee' as const, polls } })),
  { id: 'polls.waiting', story: { role: 'trainee', polls: 'waiting', connection: reconnecting } },
  { id: 'polls.port', story: { role: 'port', polls: 'received' } },
  { id: 'polls.room', story: { role: 'liaison', polls: 'single' } },
  { id: 'polls.roomMany', story: { role: 'liaison', polls: 'multiple' } },
  { id: 'polls.roomCounted', story: { role: 'liaison', polls: 'counted' } },
  { id: 'polls.panel', story: { role: 'lecturer', polls: 'list' } },
  { id: 'polls.panelEmpty', story: { role: 'lecturer', polls: 'empty' } },
  { id: 'polls.form', story: { role: 'lecturer', polls: 'form' } },
  ...(['single', 'rating', 'growing', 'results', 'words', 'pick', 'pickBranch'] as const).map((polls) => ({
    id: `polls.screen.${polls}`,
    story: { role: 'screen' as const, polls },
  })),
  { id: 'patrol.cameraAsking', story: { role: 'screen', phase: 'waiting', show: [], patrol: 'asking' } },
  { id: 'patrol.cameraRefused', story: { role: 'screen', phase: 'waiting', show: [], patrol: 'refused' } },
  { id: 'patrol.cameraRefusedLive', story: { role: 'screen', patrol: 'refused' } },
  { id: 'patrol.watched', story: { role: 'screen', patrol: 'watched' } },
  { id: 'patrol.talking', story: { role: 'screen', patrol: 'talking' } },
  { id: 'patrol.port', story: { role: 'port', patrol: 'watched' } },
  { id: 'patrol.liaison', story: { role: 'liaison', patrol: 'findings' } },
  ...(['wallLive', 'wallTalking', 'wallAbsent', 'wallFiling', 'wallEmpty', 'wallDone'] as const).map(
    (patrol) => ({
      id: `patrol.${patrol}`,
      story: { role: 'inspector' as const, patrol },
    }),
  ),
  { id: 'patrol.deskEmpty', story: { role: 'organiser', desk: 'patrol' } },
  { id: 'patrol.deskRound', story: { role: 'organiser', desk: 'patrol', patrol: 'round' } },
  {
    id: 'attendance.screenWaiting',
    story: { role: 'screen', phase: 'waiting', show: [], attendance: 'open' },
  },
  { id: 'attendance.screenOpen', story: { role: 'screen', attendance: 'open' } },
  { id: 'attendance.screenLate', story: { role: 'screen', attendance: 'late' } },
  {
    id: 'attendance.screenAway',
    story: { role: 'screen', lecturer: 'away', show: [], attendance: 'open' },
  },
  {
    id: 'attendance.screenLineDown',
    story: { role: 'screen', connection: reconnecting, quality: 'offline', attendance: 'open' },
  },
  { id: 'attendance.screenAsked', story: { role: 'screen', attendance: 'asked' } },
  {
    id: 'attendance.screenBehindPoll',
    story: { role: 'screen', whole: true, polls: 'single', attendance: 'open' },
  },
  { id: 'attendance.trainee', story: { role: 'trainee', attendance: 'asked' } },
  { id: 'attendance.port', story: { role: 'port', attendance: 'open' } },
  { id: 'attendance.portLate', story: { role: 'port', attendance: 'late' } },
  { id: 'attendance.liaison', story: { role: 'liaison', attendance: 'waits' } },
  { id: 'attendance.rollCall', story: { role: 'liaison', attendance: 'rollCall' } },
  { id: 'attendance.rollCallSigned', story: { role: 'liaison', attendance: 'signedOff' } },
  { id: 'organiser.polls', story: { role: 'organiser', desk: 'polls' } },
  { id: 'organiser.questions', story: { role: 'organiser', desk: 'questions' } },
  { id: 'organiser.after', story: { role: 'organiser', desk: 'after' } },
  { id: 'organiser.help', story: { role: 'organiser', desk: 'help' } },
  { id: 'help.sheet', story: { role: 'trainee', aftercare: 'sheet' } },
  { id: 'after.parts', story: { role: 'trainee', phase: 'ended', aftercare: 'parts' } },
];
