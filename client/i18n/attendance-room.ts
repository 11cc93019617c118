import { addTexts } from './index.ts';
import { attendanceRoomZhCN } from './attendance-room.zh-CN.ts';

addTexts({ attendanceRoom: attendanceRoomZhCN }, async () => ({
  attendanceRoom: (await import('./attendance-room.en.ts')).attendanceRoomEn,
}));
