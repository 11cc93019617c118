import { addTexts } from './index.ts';
import { patrolDeskZhCN } from './patrol-desk.zh-CN.ts';

addTexts({ patrolDesk: patrolDeskZhCN }, async () => ({
  patrolDesk: (await import('./patrol-desk.en.ts')).patrolDeskEn,
}));
