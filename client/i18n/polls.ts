import { addTexts } from './index.ts';
import { pollsZhCN } from './polls.zh-CN.ts';

addTexts({ polls: pollsZhCN }, async () => ({ polls: (await import('./polls.en.ts')).pollsEn }));
