import { addTexts } from './index.ts';
import { serverZhCN } from './server.zh-CN.ts';

addTexts({ server: serverZhCN }, async () => ({ server: (await import('./server.en.ts')).serverEn }));
