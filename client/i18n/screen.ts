import { addTexts } from './index.ts';
import { screenZhCN } from './screen.zh-CN.ts';

addTexts({ screen: screenZhCN }, async () => ({ screen: (await import('./screen.en.ts')).screenEn }));
