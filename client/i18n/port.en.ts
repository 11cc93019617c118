import type { portZhCN } from './port.zh-CN.ts';

/** The port. */
export const portEn: typeof portZhCN = {
  title: 'Port',
  quality: 'Picture',
  qualityAuto: 'Automatic',
  qualitySmall: 'Save data',
  lesson: 'Lesson',
  lecturerName: 'Lecturer',
  startsAt: 'Begins',
  line: 'Connection',
  state: 'State',
  elapsed: 'Elapsed',
  waiting: 'Not begun',
  live: 'Live now',
  ended: 'Ended',
  controls: 'Playback',
  info: 'Lesson',
  soundLocked: 'Turn sound on',
};
