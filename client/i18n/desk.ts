import { addTexts } from './index.ts';
import { deskZhCN } from './desk.zh-CN.ts';

addTexts({ desk: deskZhCN }, async () => ({ desk: (await import('./desk.en.ts')).deskEn }));
