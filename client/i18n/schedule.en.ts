import type { scheduleZhCN } from './schedule.zh-CN.ts';

/** The timetable, as everybody sees it. */
export const scheduleEn: typeof scheduleZhCN = {
  empty: 'No lessons are planned yet. They will appear here.',
  now: 'Now',
  ended: 'Ended',
  lecturer: 'Lecturer: {{name}}',
  changedTitle: 'The timetable has changed',
  changedTitleMany: 'The timetable has {{count}} changes',
  confirm: 'Got it',
  confirming: 'Confirming',
  added: 'New: {{title}}, {{when}}',
  removed: 'Cancelled: {{title}}, was {{when}}',
  moved: '{{title}}: moved to {{when}}, was {{before}}',
  renamed: '“{{before}}” is now called “{{title}}”',
  handed: '{{title}}: now with {{name}}, was {{before}}',
  calendar: 'Calendar',
  calendarText:
    'Add this address to the calendar of your phone or computer; changes will follow by themselves. The address is like a key: please do not pass it on.',
  copy: 'Copy',
  copied: 'Copied',
  noCalendar: 'The organiser has not made a calendar address for this branch yet.',
  kind: { lecture: 'Lecture', clip: 'Film', discussion: 'Discussion', exam: 'Exam' },
};
