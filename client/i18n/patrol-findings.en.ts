import type { patrolFindingsZhCN } from './patrol-findings.zh-CN.ts';

/** What inspectors file: words that the liaison's phone and the desk share, and the liaison's part. */
export const patrolFindingsEn: typeof patrolFindingsZhCN = {
  kind: {
    emptySeats: 'Empty seats',
    late: 'Late',
    phone: 'Phone use',
    camera: 'Camera off or covered',
    other: 'Other',
  },
  state: {
    open: 'To be answered',
    answered: 'Answered',
    settled: 'Settled',
  },
  heads: '{{count}} counted',
  filedBy: '{{name}} · {{time}}',
  picture: 'Picture of {{name}} at {{time}}',
  large: 'Enlarge the picture',
  noPicture: 'No picture',
  answeredBy: 'Answer of {{name}}',
  settledBy: 'Settled by {{name}}',
  reopenedBy: 'Reopened by {{name}}',
  waiting: 'Findings that wait for your answer: {{count}}',
  look: 'View',
  empty: 'What an inspector files about your room appears here at once.',
  answerLabel: 'Your answer',
  answerHint: 'For example: three people are on leave',
  send: 'Send the answer',
  done: 'Dealt with',
  change: 'Change the answer',
  firstOnly: 'The latest {{count}} of {{total}}.',
};
