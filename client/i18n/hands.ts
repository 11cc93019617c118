import { addTexts } from './index.ts';
import { handsZhCN } from './hands.zh-CN.ts';

addTexts({ hands: handsZhCN }, async () => ({ hands: (await import('./hands.en.ts')).handsEn }));
