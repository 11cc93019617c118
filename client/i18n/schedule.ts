import { addTexts } from './index.ts';
import { scheduleZhCN } from './schedule.zh-CN.ts';

addTexts({ schedule: scheduleZhCN }, async () => ({
  schedule: (await import('./schedule.en.ts')).scheduleEn,
}));
