import type { traineeZhCN } from './trainee.zh-CN.ts';

/** The trainee’s page. */
export const traineeEn: typeof traineeZhCN = {
  welcome: 'Hello, {{name}}',
  waiting: 'The lesson has not begun',
  waitingText: 'Please take your seat in the branch. It begins at {{time}}.',
  live: 'Class is on',
  liveText: 'Please watch the big screen in the room, and keep this page open.',
  ended: 'The lesson has ended',
  endedText: 'Thank you for taking part.',
};
