import type { attendanceZhCN } from './attendance.zh-CN.ts';

/** Signing in: the page behind a scanned code, and the own attendance on the trainee's phone and the port. */
export const attendanceEn: typeof attendanceZhCN = {
  title: 'Sign in',
  kind: { start: 'Sign-in', again: 'Second sign-in', out: 'Sign-out' },
  opening: 'Checking the code',
  unreachable: 'The server cannot be reached just now. Trying again by itself; please keep this page open.',
  tap: { start: 'Sign in', again: 'Sign in again', out: 'Sign out' },
  notMe: 'This is not me',
  lateHint: 'It is past {{time}}: signing in now counts as late.',
  early: 'Sign-in opens at {{time}}',
  earlyText: 'You are signed in automatically then. Please keep this page open.',
  sending: 'Sending',
  unsent: 'Not received yet',
  unsentText:
    'No network. Trying again by itself; please keep this page open. The time of your scan is kept. If the network is not back by {{time}}, please scan again.',
  unsentPort: 'No network. Trying again by itself; please keep this page open.',
  waiting: 'Waiting for your liaison',
  waitingText:
    '{{name}} has signed in with this phone. Please ask your liaison to confirm on their own phone that you are in the room; the result will appear here.',
  denied: 'Not confirmed',
  deniedText:
    'The liaison did not confirm this sign-in. If you are in the room, please ask the liaison in person.',
  done: {
    start: 'Signed in at {{time}}',
    again: 'Signed in again at {{time}}',
    out: 'Signed out at {{time}}',
  },
  late: '{{count}} min late',
  already: 'You had signed in before. There is nothing more to do.',
  elsewhere: 'Signed in at {{branch}}',
  byLiaison: 'Signed in by {{name}}',
  confirmedBy: 'Confirmed by {{name}}',
  enter: 'Go to the classroom',
  another: 'Sign in somebody else',
  refused: {
    old: 'The code has changed',
    unknown: 'Not a valid code',
    closed: 'Sign-in is over',
    elsewhere: 'This is not your branch',
    other: 'Not signed in',
  },
  visit: 'You belong to {{own}} and are signing in at {{here}}.',
  elsewhereThan: 'You belong to {{own}}; this is {{here}}.',
  scanAgain:
    'Open your phone’s camera and point it at the code on the big screen. A code on a photo soon stops working.',
  call: 'For help, please contact: {{help}}',
  own: {
    due: { start: 'Please sign in', again: 'Please sign in again', out: 'Please sign out' },
    dueText: 'Scan the code on the big screen with your phone. Until {{time}} you are in time.',
    dueAsked: 'Scan the code on the big screen with your phone. It ends at {{time}}.',
    lateText: 'Scan the code on the big screen. Signing in now counts as late.',
    portText: 'Please press the button below before {{time}}.',
    portLate: 'Signing in now counts as late.',
    list: 'Sign-ins of this lesson',
    missed: 'Missed',
    running: 'Open now',
    from: 'From {{time}}',
  },
};
