import { addTexts } from './index.ts';
import { attendanceConsoleZhCN } from './attendance-console.zh-CN.ts';

addTexts({ attendanceConsole: attendanceConsoleZhCN }, async () => ({
  attendanceConsole: (await import('./attendance-console.en.ts')).attendanceConsoleEn,
}));
