import { addTexts } from './index.ts';
import { traineeZhCN } from './trainee.zh-CN.ts';

addTexts({ trainee: traineeZhCN }, async () => ({ trainee: (await import('./trainee.en.ts')).traineeEn }));
