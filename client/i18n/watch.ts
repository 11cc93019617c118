import { addTexts } from './index.ts';
import { watchZhCN } from './watch.zh-CN.ts';

addTexts({ watch: watchZhCN }, async () => ({ watch: (await import('./watch.en.ts')).watchEn }));
