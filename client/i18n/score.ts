import { addTexts } from './index.ts';
import { scoreZhCN } from './score.zh-CN.ts';

addTexts({ score: scoreZhCN }, async () => ({ score: (await import('./score.en.ts')).scoreEn }));
