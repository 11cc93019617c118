import type { attendanceCodeZhCN } from './attendance-code.zh-CN.ts';

/** The sign-in code on a big screen and on the liaison's phone. */
export const attendanceCodeEn: typeof attendanceCodeZhCN = {
  title: { start: 'sign in', again: 'sign in again', out: 'sign out' },
  scan: 'Scan to {{kind}}',
  count: {
    start: '{{signedIn}}/{{expected}} signed in',
    again: '{{signedIn}}/{{expected}} signed in again',
    out: '{{signedIn}}/{{expected}} signed out',
  },
  late: 'Signing in now counts as late',
  from: 'Opens at {{time}}',
  inTime: 'In time until {{time}}',
  until: 'Ends at {{time}}',
  seconds: 'changes in {{count}} s',
  renewing: 'The code is being renewed',
  line: 'Please {{kind}} · {{count}}',
  lineAlone: 'Please {{kind}}',
  onPhone: 'Your liaison’s phone has the code, too',
};
