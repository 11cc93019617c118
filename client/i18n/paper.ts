import { addTexts } from './index.ts';
import { paperZhCN } from './paper.zh-CN.ts';

addTexts({ paper: paperZhCN }, async () => ({ paper: (await import('./paper.en.ts')).paperEn }));
