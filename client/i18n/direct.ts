import { addTexts } from './index.ts';
import { directZhCN } from './direct.zh-CN.ts';

addTexts({ direct: directZhCN }, async () => ({ direct: (await import('./direct.en.ts')).directEn }));
