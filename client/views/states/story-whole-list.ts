import type { Story } from './story-session.ts';

const busy = {
  whole: true,
  questions: 'list',
  polls: 'list',
  messages: 'staff',
  cues: 'under way',
  quizClass: 'under way',
  stage: { hands: 6, calls: ['ready', 'live'] },
} as const satisfies Partial<Story>;

/** Whole pages with several things going on at once. */
export const wholeStories: readonly { id: string; story: Story }[] = [
  ...(['Questions', 'Hands', 'Polls', 'Quiz', 'Branches', 'Cues', 'Staff'] as const).map((name, tab) => ({
    id: `lecturer.busy${name}`,
    story: { role: 'lecturer' as const, ...busy, tab },
  })),
  { id: 'lecturer.quiet', story: { role: 'lecturer', whole: true, questions: 'listEmpty', tab: 0 } },
  {
    id: 'lecturer.cuesAhead',
    story: { role: 'lecturer', ...busy, phase: 'waiting', stage: {}, cues: 'ahead', tab: 5 },
  },
  { id: 'lecturer.cuesOver', story: { role: 'lecturer', ...busy, cues: 'over', tab: 5 } },
  { id: 'lecturer.cuesNone', story: { role: 'lecturer', whole: true, tab: 5 } },
  {
    id: 'lecturer.announced',
    story: { role: 'lecturer', ...busy, messages: 'cards', stage: { hands: 2 } },
  },
  {
    id: 'organiser.inClass',
    story: {
      role: 'organiser',
      ...busy,
      inClass: true,
      stage: { hands: 6, place: 'none', otherLive: true },
      tab: 0,
    },
  },
  { id: 'organiser.cues', story: { role: 'organiser', desk: 'cues', cues: 'under way' } },
  {
    id: 'organiser.attendance',
    story: { role: 'organiser', desk: 'attendance', attendanceDesk: 'inClass' },
  },
  {
    id: 'organiser.attendanceEvidence',
    story: { role: 'organiser', desk: 'attendance', attendanceDesk: 'inClass', tab: 3 },
  },
  {
    id: 'organiser.attendancePerson',
    story: { role: 'organiser', desk: 'attendance', attendanceDesk: 'person', tab: 3 },
  },
  {
    id: 'organiser.attendanceEmpty',
    story: { role: 'organiser', desk: 'attendance', attendanceDesk: 'empty' },
  },
  { id: 'organiser.cuesEmpty', story: { role: 'organiser', desk: 'cues' } },
  {
    id: 'screen.pollBehindAnnouncement',
    story: { role: 'screen', whole: true, polls: 'growing', messages: 'overlay' },
  },
  {
    id: 'screen.calledWithAll',
    story: { role: 'screen', whole: true, polls: 'single', messages: 'overlay', stage: { own: 'called' } },
  },
  {
    id: 'screen.liveWithQuestion',
    story: { role: 'screen', whole: true, questions: 'overlay', polls: 'single', stage: { own: 'live' } },
  },
  { id: 'screen.poll', story: { role: 'screen', whole: true, polls: 'single' } },
  { id: 'screen.pick', story: { role: 'screen', whole: true, polls: 'pick' } },
  { id: 'screen.question', story: { role: 'screen', whole: true, questions: 'overlayAnswer' } },
  { id: 'trainee.poll', story: { role: 'trainee', whole: true, polls: 'single' } },
  {
    id: 'trainee.all',
    story: { role: 'trainee', whole: true, polls: 'received', messages: 'cards', questions: 'overlay' },
  },
  { id: 'trainee.announced', story: { role: 'trainee', whole: true, messages: 'cards' } },
  { id: 'trainee.question', story: { role: 'trainee', whole: true, questions: 'overlay' } },
  { id: 'trainee.questions', story: { role: 'trainee', whole: true, questions: 'panel', tab: 1 } },
  {
    id: 'trainee.questionsInPoll',
    story: { role: 'trainee', whole: true, questions: 'panel', polls: 'single', tab: 1 },
  },
  { id: 'trainee.group', story: { role: 'trainee', whole: true, messages: 'group', tab: 2 } },
  { id: 'trainee.materials', story: { role: 'trainee', whole: true, tab: 3 } },
  { id: 'port.all', story: { role: 'port', whole: true, polls: 'single', messages: 'cards' } },
  { id: 'port.questions', story: { role: 'port', whole: true, questions: 'panel', tab: 1 } },
  {
    id: 'liaison.all',
    story: { role: 'liaison', whole: true, polls: 'multiple', messages: 'cards', questions: 'room' },
  },
  { id: 'inspector.staff', story: { role: 'inspector', whole: true, messages: 'staff', tab: 0 } },
];
