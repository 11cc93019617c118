import type { retentionZhCN } from './retention.zh-CN.ts';

export const retentionEn: typeof retentionZhCN = {
  button: 'How long it is kept',
  title: 'How long the course is kept',
  text: 'When the time is over, the server deletes the whole course by itself: lessons, branches, roster, materials, papers, scores and messages. The desk says so {{days}} days before.',
  keep: 'Until somebody deletes it',
  days: 'Days after the last lesson',
  range: 'A whole number from {{least}} to {{most}}.',
  never: 'It is not deleted by itself.',
  noLessons: 'It has no lessons yet, and is not deleted by itself.',
  deletes: 'It is deleted on {{day}}.',
  save: 'Save',
  soon: 'The course “{{name}}” is deleted on {{day}}',
  soonText:
    'Export the scores, certificates and rosters that you need. To keep it longer, change how long it is kept.',
  change: 'Change it',
};
