import { attendanceDeskZhCN } from './attendance-desk.zh-CN.ts';
import { addTexts } from './index.ts';

addTexts({ attendanceDesk: attendanceDeskZhCN }, async () => ({
  attendanceDesk: (await import('./attendance-desk.en.ts')).attendanceDeskEn,
}));
