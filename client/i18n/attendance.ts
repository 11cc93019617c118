import { addTexts } from './index.ts';
import { attendanceZhCN } from './attendance.zh-CN.ts';

addTexts({ attendance: attendanceZhCN }, async () => ({
  attendance: (await import('./attendance.en.ts')).attendanceEn,
}));
