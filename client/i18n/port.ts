import { addTexts } from './index.ts';
import { portZhCN } from './port.zh-CN.ts';

addTexts({ port: portZhCN }, async () => ({ port: (await import('./port.en.ts')).portEn }));
