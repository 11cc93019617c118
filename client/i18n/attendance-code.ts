import { addTexts } from './index.ts';
import { attendanceCodeZhCN } from './attendance-code.zh-CN.ts';

addTexts({ attendanceCode: attendanceCodeZhCN }, async () => ({
  attendanceCode: (await import('./attendance-code.en.ts')).attendanceCodeEn,
}));
