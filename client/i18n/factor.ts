import { addTexts } from './index.ts';
import { factorZhCN } from './factor.zh-CN.ts';

addTexts({ factor: factorZhCN }, async () => ({ factor: (await import('./factor.en.ts')).factorEn }));
