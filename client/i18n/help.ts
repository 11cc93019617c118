import { helpZhCN } from './help.zh-CN.ts';
import { addTexts } from './index.ts';

addTexts({ help: helpZhCN }, async () => ({ help: (await import('./help.en.ts')).helpEn }));
