import type { attendanceConsoleZhCN } from './attendance-console.zh-CN.ts';

/** Sign-ins on the console: how many, and asking for another one. */
export const attendanceConsoleEn: typeof attendanceConsoleZhCN = {
  count: '{{count}} signed in',
  title: 'Sign-in',
  of: '{{signedIn}} of {{expected}} signed in',
  text: 'The code comes up on the screens of all branches, and ports get a button. It ends by itself.',
  kind: { start: 'First sign-in', again: 'Second sign-in', out: 'Sign-out' },
  what: 'What to ask for',
  minutes: 'For how long',
  minute: '{{count}} min',
  ask: 'Begin',
  close: 'End it now',
  left: '{{time}} left',
  ofAsked: '{{signedIn}} of {{expected}}',
  over: '{{from}}–{{until}} · over',
  early: 'from {{time}}',
  startLate: 'Late sign-ins are taken until {{time}}',
  startOpen: 'In time until {{time}}',
  list: 'Sign-ins of this lesson',
  notLive: 'Once the lesson is live you can ask for a second sign-in or a sign-out.',
};
