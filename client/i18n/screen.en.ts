import type { screenZhCN } from './screen.zh-CN.ts';

/** The big screen, and the countdown of all waiting rooms. */
export const screenEn: typeof screenZhCN = {
  start: 'Start',
  startHint: 'Press “Start” once; nothing else is needed afterwards',
  ready: 'Ready',
  readyText: 'Plays by itself when the lesson begins',
  soundCheck: 'Check sound',
  soundPlaying: 'Playing the test sound',
  soundQuestion: 'A rising chord means that the sound works',
  startsIn: 'Begins in',
  days: '{{count}} d',
  soon: 'The lesson is about to begin',
  lecturer: 'Lecturer: {{name}}',
  soundLocked: 'Sound is off: click the screen once',
  lineDown: 'The network is down',
  lineDownSince: 'Since {{time}} · for {{duration}}',
  lineDownTrying: 'Reconnecting, attempt {{attempt}}',
  lineDownSafe: 'It goes on by itself. Other rooms are not affected.',
  stopping: 'The server is restarting',
  mediaDown: 'The picture is coming back',
  mediaDownText: 'It is being set up again. One moment please.',
  endedText: 'Thank you for taking part',
};
