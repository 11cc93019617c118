import { addTexts } from './index.ts';
import { patrolRoomZhCN } from './patrol-room.zh-CN.ts';

addTexts({ patrolRoom: patrolRoomZhCN }, async () => ({
  patrolRoom: (await import('./patrol-room.en.ts')).patrolRoomEn,
}));
